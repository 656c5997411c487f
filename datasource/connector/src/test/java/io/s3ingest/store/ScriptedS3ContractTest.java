package io.s3ingest.store;

import io.s3ingest.testing.ScriptedS3;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.s3.S3Client;

/** The fake keeps the contract wherever nothing is scripted, so that tests may trust it. */
final class ScriptedS3ContractTest extends ObjectStoreContract {
  private static ScriptedS3 server;

  @BeforeAll
  static void start() {
    server = ScriptedS3.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected Map<String, String> options() {
    return server.options();
  }

  @Override
  protected S3Client sdk() {
    return server.sdk();
  }
}
