package io.s3ingest.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * Writes the sample lake into a bucket or a folder and prints how many rows each table got.
 *
 * <pre>SampleLake --bucket lake [--endpoint URL] [--prefix data/] [--from 2024-01-01] [--days 2]
 *            [--rows 100] [--tables orders,events] [--delete KEY]
 * SampleLake --folder DIR …</pre>
 *
 * Keys come from the AWS default chain, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
 */
public final class SampleLake {
  private static final Set<String> ARGUMENTS =
      Set.of(
          "--bucket",
          "--endpoint",
          "--prefix",
          "--folder",
          "--from",
          "--days",
          "--rows",
          "--tables",
          "--delete");

  private final Target target;

  private SampleLake(Target target) {
    this.target = target;
  }

  /** Takes finished files. */
  private interface Target extends AutoCloseable {
    void put(String key, byte[] body) throws IOException;

    void delete(String key) throws IOException;

    @Override
    default void close() {}
  }

  /** Runs; exits with 1 and a sentence if it is called wrongly. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!ARGUMENTS.contains(args[i]) || i + 1 == args.length) {
        System.err.println(
            "Cannot use argument '" + args[i] + "': see the head of SampleLake.java.");
        System.exit(1);
      }
      given.put(args[i], args[i + 1]);
    }
    if (given.containsKey("--bucket") == given.containsKey("--folder")) {
      System.err.println("Cannot write: give either --bucket or --folder.");
      System.exit(1);
    }
    try (Target target =
        given.containsKey("--folder")
            ? folder(Path.of(given.get("--folder")))
            : bucket(given.get("--bucket"), given.get("--endpoint"))) {
      Map<String, Long> rows =
          new SampleLake(target)
              .write(
                  given.getOrDefault("--prefix", "data/"),
                  LocalDate.parse(given.getOrDefault("--from", "2024-01-01")),
                  Integer.parseInt(given.getOrDefault("--days", "2")),
                  Integer.parseInt(given.getOrDefault("--rows", "100")),
                  given.containsKey("--tables") ? List.of(given.get("--tables").split(",")) : null);
      rows.forEach((table, count) -> out.printf("%-12s %6d rows%n", table, count));
      if (given.containsKey("--delete")) {
        String key = given.getOrDefault("--prefix", "data/") + given.get("--delete");
        target.delete(key);
        out.println("deleted " + key);
      }
    }
  }

  private Map<String, Long> write(
      String prefix, LocalDate from, int days, int rowsPerFile, List<String> only)
      throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (SampleTable table : SampleTable.all()) {
      if (only != null && !only.contains(table.name())) {
        continue;
      }
      for (LocalDate day = from; day.isBefore(from.plusDays(days)); day = day.plusDays(1)) {
        for (int file = 0; file < table.formats().size(); file++) {
          SampleFormat format = table.formats().get(file);
          List<Map<String, Object>> rows = table.rows(day, file, rowsPerFile);
          String key =
              "%s%s/%s/part-%d%s".formatted(prefix, table.name(), day, file, format.extension());
          target.put(key, SampleWriter.write(format, rows));
          counts.merge(table.name(), (long) rows.size(), Long::sum);
        }
      }
    }
    return counts;
  }

  private static Target folder(Path folder) {
    return new Target() {
      @Override
      public void put(String key, byte[] body) throws IOException {
        Path file = folder.resolve(key);
        Files.createDirectories(file.getParent());
        Files.write(file, body);
      }

      @Override
      public void delete(String key) throws IOException {
        Files.delete(folder.resolve(key));
      }
    };
  }

  private static Target bucket(String bucket, String endpoint) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(Apache5HttpClient.create())
            .region(Region.of(System.getenv().getOrDefault("AWS_REGION", "us-east-1")));
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
    }
    S3Client client = builder.build();
    try {
      client.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
      // It is there already: what is wanted.
      assert e.statusCode() == 409;
    }
    return new Target() {
      @Override
      public void put(String key, byte[] body) {
        client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(body));
      }

      @Override
      public void delete(String key) {
        client.deleteObject(r -> r.bucket(bucket).key(key));
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
