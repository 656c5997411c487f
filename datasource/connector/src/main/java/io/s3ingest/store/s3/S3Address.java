package io.s3ingest.store.s3;

import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/**
 * Where one bucket is reached.
 *
 * @param endpoint of a store outside AWS, or of AWS where the user chose one; null for AWS by
 *     region
 * @param region null where nothing names it: then us-east-1 is tried and the bucket's answer heeded
 * @param regionGiven whether the user's own option named it, so that another one is an error
 * @param service the service's URL without bucket
 * @param bucketInPath whether the bucket goes into the path; a name that no certificate covers must
 */
record S3Address(
    String bucket,
    URI endpoint,
    String region,
    boolean regionGiven,
    boolean pathStyle,
    URI service,
    boolean bucketInPath) {
  private static final String FALLBACK_REGION = "us-east-1";
  private static final Pattern AWS_HOST =
      Pattern.compile("(.+\\.)?(amazonaws\\.com|amazonaws\\.com\\.cn|api\\.aws)");
  private static final Pattern AWS_REGION =
      Pattern.compile("(?:.*\\.)?s3(?:-fips)?[.-](?:dualstack\\.)?([a-z]{2}(?:-[a-z]+)+-\\d)\\..*");
  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  static S3Address of(StoreOptions options, String bucket, Map<String, String> environment) {
    S3aSettings s3a = new S3aSettings(options.hadoop(), bucket);
    URI endpoint = null;
    boolean foreignSettings = options.endpoint() == null;
    if (options.endpoint() != null) {
      endpoint = uri(S3IngestOptions.ENDPOINT.name(), options.endpoint().trim());
    } else if (s3a.value("endpoint") != null) {
      String text = s3a.value("endpoint");
      boolean plain = Boolean.FALSE.equals(s3a.flag("connection.ssl.enabled"));
      endpoint =
          uri(
              "fs.s3a.endpoint",
              text.contains("://") ? text : (plain ? "http://" : "https://") + text);
    } else if (environment.get("AWS_ENDPOINT_URL_S3") != null) {
      endpoint = uri("AWS_ENDPOINT_URL_S3", environment.get("AWS_ENDPOINT_URL_S3"));
    } else if (environment.get("AWS_ENDPOINT_URL") != null) {
      endpoint = uri("AWS_ENDPOINT_URL", environment.get("AWS_ENDPOINT_URL"));
    }
    boolean aws =
        endpoint == null || AWS_HOST.matcher(endpoint.getHost().toLowerCase(Locale.ROOT)).matches();
    String region = region(options, s3a, aws ? endpoint : null, environment);
    if (region != null && !isRegion(region)) {
      // It becomes a part of the host name.
      throw OptionErrors.invalidValue(
          S3IngestOptions.REGION.name(), region, "a region such as eu-west-1");
    }
    if (aws && endpoint != null && endpoint.getHost().equalsIgnoreCase("s3.amazonaws.com")) {
      // The one name for all regions; the region's own saves a redirect.
      endpoint = null;
    }
    Boolean pathStyle = options.pathStyleAccess();
    if (pathStyle == null && foreignSettings) {
      pathStyle = s3a.flag("path.style.access");
    }
    return resolved(
        bucket, endpoint, region, options.region() != null, pathStyle != null ? pathStyle : !aws);
  }

  private static S3Address resolved(
      String bucket, URI endpoint, String region, boolean regionGiven, boolean pathStyle) {
    URI service = endpoint;
    if (service == null) {
      String name = region == null ? FALLBACK_REGION : region;
      service =
          URI.create(
              "https://s3." + name + "." + PartitionMetadata.of(Region.of(name)).dnsSuffix());
    }
    boolean inPath = pathStyle || !HOST_LABEL.matcher(bucket).matches();
    return new S3Address(bucket, endpoint, region, regionGiven, pathStyle, service, inPath);
  }

  private static String region(
      StoreOptions options, S3aSettings s3a, URI awsEndpoint, Map<String, String> environment) {
    if (options.region() != null) {
      return options.region().trim();
    }
    if (s3a.value("endpoint.region") != null) {
      return s3a.value("endpoint.region");
    }
    if (awsEndpoint != null) {
      Matcher host = AWS_REGION.matcher(awsEndpoint.getHost().toLowerCase(Locale.ROOT));
      if (host.matches()) {
        return host.group(1);
      }
    }
    for (String name : new String[] {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
      String value = environment.get(name);
      if (value != null && !value.isBlank()) {
        return value.trim();
      }
    }
    try {
      AwsProfileRegionProvider profile =
          options.profile() == null
              ? new AwsProfileRegionProvider()
              : new AwsProfileRegionProvider(null, options.profile());
      Region region = profile.getRegion();
      return region == null ? null : region.id();
    } catch (SdkException e) {
      // No profile, or one without a region: the bucket itself will tell.
      return null;
    }
  }

  /** Returns whether a text has the form of a region's name. */
  static boolean isRegion(String text) {
    return REGION.matcher(text).matches();
  }

  /** Returns the region to sign for. */
  String signingRegion() {
    return region == null ? FALLBACK_REGION : region;
  }

  /** Returns this address in the region that the bucket named. */
  S3Address in(String actual) {
    return resolved(bucket, endpoint, actual, regionGiven, pathStyle);
  }

  /** Returns the host that requests go to. */
  String host() {
    return bucketInPath ? service.getHost() : bucket + "." + service.getHost();
  }

  /** Returns the port of the URL; -1 for the scheme's own. */
  int port() {
    return service.getPort();
  }

  /** Returns {@code host:port} for messages. */
  String hostAndPort() {
    int port = port() >= 0 ? port() : service.getScheme().equals("http") ? 80 : 443;
    return host() + ":" + port;
  }

  /** Returns the encoded path of a key, or of the bucket for an empty one. */
  String path(String key) {
    String base = service.getRawPath() == null ? "" : service.getRawPath();
    base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    StringBuilder out = new StringBuilder(base);
    if (bucketInPath) {
      out.append('/');
      encode(bucket, out);
    }
    out.append('/');
    encode(key, out);
    return out.toString();
  }

  /** Returns the encoded query of these parameters, the names ascending; empty for none. */
  static String query(Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    new TreeMap<>(parameters)
        .forEach(
            (name, value) -> {
              out.append(out.isEmpty() ? "" : "&");
              encode(name, false, out);
              out.append('=');
              encode(value, false, out);
            });
    return out.toString();
  }

  /** Returns the host as the header of a request says it. */
  String hostHeader() {
    boolean usual = port() < 0 || port() == (service.getScheme().equals("http") ? 80 : 443);
    return usual ? host() : host() + ":" + port();
  }

  /** Returns what to connect to, for an encoded path and query. */
  URI url(String path, String query) {
    String port = port() < 0 ? "" : ":" + port();
    return URI.create(
        service.getScheme() + "://" + host() + port + path + (query.isEmpty() ? "" : "?" + query));
  }

  private static void encode(String text, StringBuilder out) {
    encode(text, true, out);
  }

  /** Percent-encodes as S3 signs it: once, each byte but the unreserved ones. */
  private static void encode(String text, boolean leavesSlash, StringBuilder out) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || b == '-'
              || b == '.'
              || b == '_'
              || b == '~'
              || b == '/' && leavesSlash;
      if (plain) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
  }

  private static URI uri(String option, String text) {
    String rule = "a URL such as http://localhost:9000, without user, query or fragment";
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw OptionErrors.invalidValue(option, text.contains("@") ? "***" : text, rule);
    }
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (!(http || https)
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw OptionErrors.invalidValue(option, text.contains("@") ? "***" : text, rule);
    }
    return uri;
  }
}
