package io.s3ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

final class CountingProxyIT {
  @Test
  void passesEverythingOnAndCountsIt() {
    TestStore store = TestStore.shared();
    String bucket = store.newBucket();
    byte[] body = new byte[3 << 20];
    Arrays.fill(body, (byte) 7);
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Map<String, String> options = proxy.options();
      S3Client sdk =
          SdkClients.forServer(options.get("endpoint"), store.accessKey(), store.secretKey());
      sdk.putObject(b -> b.bucket(bucket).key("d/k é"), RequestBody.fromBytes(body));
      assertThat(sdk.listObjectsV2(b -> b.bucket(bucket)).contents()).hasSize(1);
      assertThat(sdk.headObject(b -> b.bucket(bucket).key("d/k é")).contentLength())
          .isEqualTo(body.length);
      assertThat(sdk.getObjectAsBytes(b -> b.bucket(bucket).key("d/k é")).asByteArray())
          .isEqualTo(body);
      sdk.getObjectAsBytes(b -> b.bucket(bucket).key("d/k é").range("bytes=5-9"));
      sdk.deleteObject(b -> b.bucket(bucket).key("d/k é"));

      assertThat(proxy.requests())
          .extracting(SeenRequest::op)
          .containsExactly(Op.PUT, Op.LIST, Op.HEAD, Op.GET, Op.GET, Op.DELETE);
      assertThat(proxy.requests(Op.GET, "d/k é"))
          .extracting(SeenRequest::status, SeenRequest::range, SeenRequest::bytesServed)
          .containsExactly(tuple(200, null, (long) body.length), tuple(206, "bytes=5-9", 5L));
      proxy.forgetRequests();
      assertThat(proxy.bytesServed()).isZero();
    }
  }
}
