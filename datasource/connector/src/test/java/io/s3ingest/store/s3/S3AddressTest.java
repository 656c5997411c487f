package io.s3ingest.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3AddressTest {
  static StoreOptions options(Map<String, String> raw, Map<String, String> hadoop) {
    return StoreOptions.of(
        OptionSet.of(raw, S3IngestOptions.ALL, OptionSet.Unknown.REJECT), hadoop);
  }

  private static S3Address address(
      Map<String, String> raw, Map<String, String> hadoop, Map<String, String> environment) {
    return S3Address.of(options(raw, hadoop), "lake", environment);
  }

  private static String url(S3Address address, String key) {
    String port = address.port() < 0 ? "" : ":" + address.port();
    return address.service().getScheme() + "://" + address.host() + port + address.path(key);
  }

  @Test
  void awsIsReachedByTheRegionsHostWithTheBucketInFront() {
    assertThat(url(address(Map.of("region", "eu-west-1"), Map.of(), Map.of()), "k"))
        .isEqualTo("https://lake.s3.eu-west-1.amazonaws.com/k");
    assertThat(url(address(Map.of("region", "cn-north-1"), Map.of(), Map.of()), "k"))
        .isEqualTo("https://lake.s3.cn-north-1.amazonaws.com.cn/k");
    assertThat(
            url(
                address(
                    Map.of("region", "eu-west-1", "pathStyleAccess", "true"), Map.of(), Map.of()),
                "k"))
        .isEqualTo("https://s3.eu-west-1.amazonaws.com/lake/k");
  }

  @Test
  void anyOtherEndpointTakesTheBucketInThePath() {
    assertThat(url(address(Map.of("endpoint", "http://h:9000"), Map.of(), Map.of()), ""))
        .isEqualTo("http://h:9000/lake/");
    assertThat(url(address(Map.of("endpoint", "https://h/s3/"), Map.of(), Map.of()), "a/b"))
        .isEqualTo("https://h/s3/lake/a/b");
    assertThat(
            url(
                address(
                    Map.of("endpoint", "http://h:9000", "pathStyleAccess", "false"),
                    Map.of(),
                    Map.of()),
                "k"))
        .isEqualTo("http://lake.h:9000/k");
  }

  @Test
  void anEndpointOfAwsKeepsItsStyleAndTellsItsRegion() {
    S3Address address =
        address(
            Map.of("endpoint", "https://s3.eu-central-1.amazonaws.com"),
            Map.of(),
            Map.of("AWS_REGION", "us-west-2"));
    assertThat(url(address, "k")).isEqualTo("https://lake.s3.eu-central-1.amazonaws.com/k");
    assertThat(address.signingRegion()).isEqualTo("eu-central-1");
  }

  @ParameterizedTest
  @CsvSource({
    "s3.eu-west-3.amazonaws.com, eu-west-3",
    "s3-fips.us-gov-west-1.amazonaws.com, us-gov-west-1",
    "s3.dualstack.ap-south-1.amazonaws.com, ap-south-1",
    "bucket.vpce-0a-b1.s3.eu-central-1.vpce.amazonaws.com, eu-central-1",
    "s3.cn-north-1.amazonaws.com.cn, cn-north-1",
  })
  void readsTheRegionFromAHostOfAws(String host, String region) {
    S3Address address = address(Map.of("endpoint", "https://" + host), Map.of(), Map.of());
    assertThat(address.signingRegion()).isEqualTo(region);
    assertThat(address.host()).isEqualTo("lake." + host);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b.csv, /lake/a/b.csv",
    "a b+c.csv, /lake/a%20b%2Bc.csv",
    "données/😀, /lake/donn%C3%A9es/%F0%9F%98%80",
    "100%/%41, /lake/100%25/%2541",
    "'~-_.!*''()', /lake/~-_.%21%2A%27%28%29",
    "k=v/a:b@c$d?e#f, /lake/k%3Dv/a%3Ab%40c%24d%3Fe%23f",
    "/lead//twice/../up/., /lake//lead//twice/../up/.",
  })
  void encodesAKeyOnceAndLeavesItsSlashes(String key, String path) {
    assertThat(address(Map.of("endpoint", "http://h"), Map.of(), Map.of()).path(key))
        .isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "under_score", "dotted.name", "x"})
  void aBucketThatNoHostNameCanHoldGoesIntoThePath(String bucket) {
    S3Address address =
        S3Address.of(options(Map.of("region", "us-east-1"), Map.of()), bucket, Map.of());
    assertThat(address.bucketInPath()).isTrue();
    assertThat(address.host()).isEqualTo("s3.us-east-1.amazonaws.com");
  }

  @Test
  void theRegionComesFromTheOptionThenTheSessionThenTheEnvironment() {
    Map<String, String> s3a = Map.of("fs.s3a.endpoint.region", "eu-west-2");
    Map<String, String> environment = Map.of("AWS_REGION", "eu-west-3", "AWS_DEFAULT_REGION", "x");
    assertThat(address(Map.of("region", "eu-west-1"), s3a, environment).signingRegion())
        .isEqualTo("eu-west-1");
    assertThat(address(Map.of(), s3a, environment).signingRegion()).isEqualTo("eu-west-2");
    assertThat(address(Map.of(), Map.of(), environment).signingRegion()).isEqualTo("eu-west-3");
    assertThat(
            address(Map.of(), Map.of(), Map.of("AWS_DEFAULT_REGION", "eu-north-1")).signingRegion())
        .isEqualTo("eu-north-1");
    assertThat(address(Map.of("profile", "none"), Map.of(), Map.of()).signingRegion())
        .isEqualTo("us-east-1");
  }

  @Test
  void theEndpointComesFromTheOptionThenTheSessionThenTheEnvironment() {
    Map<String, String> s3a =
        Map.of(
            "fs.s3a.endpoint", "all:1",
            "fs.s3a.connection.ssl.enabled", "false",
            "fs.s3a.bucket.lake.endpoint", "minio:9000",
            "fs.s3a.path.style.access", "false");
    Map<String, String> environment =
        Map.of("AWS_ENDPOINT_URL", "http://env:2", "AWS_ENDPOINT_URL_S3", "http://env:3");
    assertThat(url(address(Map.of("endpoint", "http://own:4"), s3a, environment), "k"))
        .isEqualTo("http://own:4/lake/k");
    assertThat(url(address(Map.of(), s3a, environment), "k")).isEqualTo("http://lake.minio:9000/k");
    assertThat(url(address(Map.of(), Map.of(), environment), "k")).isEqualTo("http://env:3/lake/k");
    assertThat(url(address(Map.of(), Map.of("fs.s3a.endpoint", "h"), Map.of()), "k"))
        .isEqualTo("https://h/lake/k");
    assertThat(
            url(
                address(
                    Map.of("region", "eu-west-1"),
                    Map.of("fs.s3a.endpoint", "s3.amazonaws.com"),
                    Map.of()),
                "k"))
        .isEqualTo("https://lake.s3.eu-west-1.amazonaws.com/k");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9000, localhost:9000",
    "ftp://h, ftp://h",
    "http://u:p@h:9000, ***",
    "http://h?x=1, http://h?x=1",
    "http://a b, http://a b"
  })
  void refusesAnEndpointThatIsNoUrl(String endpoint, String shown) {
    assertThatThrownBy(() -> address(Map.of("endpoint", endpoint), Map.of(), Map.of()))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'endpoint' = '"
                + shown
                + "': expected a URL such as http://localhost:9000, without user, query or"
                + " fragment.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu west-1", "x.evil.example/", "a@b"})
  void refusesARegionThatWouldBecomeAnotherHost(String region) {
    assertThatThrownBy(() -> address(Map.of("region", region), Map.of(), Map.of()))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'region' = '"
                + region
                + "': expected a region such as eu-west-1.");
  }
}
