package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recipe of a store as it travels to executors. */
final class StoreRecipeTest {
  private static final Map<String, String> EVERYTHING =
      Map.ofEntries(
          Map.entry("endpoint", "http://localhost:1"),
          Map.entry("accessKeyId", "AKID"),
          Map.entry("secretAccessKey", "hush1"),
          Map.entry("sessionToken", "hush2"),
          Map.entry("roleArn", "arn:aws:iam::123456789012:role/r"),
          Map.entry("proxyHost", "localhost"),
          Map.entry("proxyUsername", "me"),
          Map.entry("proxyPassword", "hush3"));

  private static StoreOptions options(Map<String, String> raw, Map<String, String> hadoop) {
    return StoreOptions.of(
        OptionSet.of(raw, S3IngestOptions.ALL, OptionSet.Unknown.REJECT), hadoop);
  }

  private static StoreOptions travelled(StoreOptions options)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(options);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (StoreOptions) in.readObject();
    }
  }

  @Test
  void opensOneStoreHoweverOftenItTravels() throws Exception {
    StoreOptions options = options(EVERYTHING, Map.of("fs.s3a.secret.key", "hush4"));
    ObjectStore store = StoreRegistry.open(options);
    assertThat(StoreRegistry.open(travelled(options))).isSameAs(store);
    Map<String, String> other = new HashMap<>(EVERYTHING);
    other.put("secretAccessKey", "another");
    assertThat(StoreRegistry.open(options(other, Map.of()))).isNotSameAs(store);
  }

  @Test
  void showsNoSecret() {
    StoreOptions options = options(EVERYTHING, Map.of("fs.s3a.secret.key", "hush4"));
    assertThat(options + " " + options.role() + " " + options.proxy() + options.secretAccessKey())
        .doesNotContain("hush");
  }

  @Test
  void takesS3asBoundOnConnectionsUnlessOursIsSet() {
    Map<String, String> s3a = Map.of("fs.s3a.connection.maximum", "7");
    assertThat(options(Map.of(), Map.of()).concurrency()).isEqualTo(50);
    assertThat(options(Map.of(), s3a).concurrency()).isEqualTo(7);
    assertThat(options(Map.of("concurrency", "-1"), s3a).concurrency()).isEqualTo(-1);
  }

  @Test
  void wantsKeysBothOrNeither() {
    assertThatThrownBy(() -> options(Map.of("accessKeyId", "AKID"), Map.of()))
        .hasMessage(
            "[S3INGEST_MISSING_OPTION] Cannot use option 'accessKeyId' alone: 'secretAccessKey' is"
                + " not set. Set both, or neither to use the default AWS credential chain.");
    assertThatThrownBy(() -> options(Map.of("secret_access_key", "hush"), Map.of()))
        .hasMessage(
            "[S3INGEST_MISSING_OPTION] Cannot use option 'secret_access_key' alone: 'accessKeyId'"
                + " is not set. Set both, or neither to use the default AWS credential chain.");
    assertThatThrownBy(() -> options(Map.of("sessionToken", "hush"), Map.of()))
        .hasMessage(
            "[S3INGEST_MISSING_OPTION] Cannot use option 'sessionToken' alone: 'accessKeyId' is not"
                + " set. Set both, or neither to use the default AWS credential chain.");
  }
}
