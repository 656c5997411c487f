package io.s3ingest.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.s3ingest.cli.CliRun;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bad input from outside, on a real server: a clear error with place and way out, or the rows. */
final class BadInputIT {
  private static final TestStore SERVER = TestStore.shared();

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();

  @ParameterizedTest
  @EnumSource
  void readsOrRefuses(BadFile bad) {
    SERVER.put(bucket, bad.key(), bad.body());
    List<String> outcome;
    try {
      Dataset<Row> table = reader(bad.options()).load(uri(bad.key()));
      outcome = rows(table);
    } catch (Exception e) { // Scala does not declare Spark's exceptions
      outcome = List.of(message(e));
    }
    assertThat(outcome).containsExactlyElementsOf(bad.outcome(bucket));
  }

  @Test
  void saysWhereAParquetFileIsCutShort() throws IOException {
    byte[] whole = parquet("SELECT id FROM range(1000)");
    byte[] cut = Arrays.copyOf(whole, 900);
    SERVER.put(bucket, "t/a.parquet", cut);
    String message =
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://%s/t/a.parquet byte 896: the file begins as Parquet but does not end with PAR1: it is cut short. Upload the object again, or set onCorrupt=skip to leave it out."
            .formatted(bucket);
    assertThat(failure(() -> reader(Map.of()).load(uri("t/")))).isEqualTo(message);
    assertThat(failure(() -> reader(Map.of()).schema("id BIGINT").load(uri("t/")).collectAsList()))
        .isEqualTo(message);
  }

  @Test
  void readsParquetColumnsThatDifferByCase() throws IOException {
    SparkSession spark = TestSpark.session().newSession();
    spark.conf().set("spark.sql.caseSensitive", "true");
    Path out = folder.resolve("case");
    spark.sql("SELECT 1 AS id, 2 AS ID").coalesce(1).write().parquet(out.toString());
    SERVER.put(bucket, "t/a.parquet", only(out));
    assertThat(failure(() -> rows(reader(Map.of()).load(uri("t/")))))
        .isEqualTo(
            "[S3INGEST_AMBIGUOUS_COLUMN_NAME] Cannot tell columns 'id' and 'ID' apart (both in s3://%s/t/a.parquet): only their case differs. Rename one of them, or set spark.sql.caseSensitive=true."
                .formatted(bucket));
    assertThat(rows(spark.read().format("s3ingest").options(SERVER.options()).load(uri("t/"))))
        .containsExactly("[1,2]");
  }

  @Test
  void readsColumnsThatDifferByCaseWhereTheSessionTellsThemApart() {
    SERVER.put(bucket, "c/a.csv", "id,ID\n1,2\n");
    SERVER.put(bucket, "j/a.json", "{\"id\":1,\"ID\":2}\n");
    SparkSession spark = TestSpark.session().newSession();
    spark.conf().set("spark.sql.caseSensitive", "true");
    for (String path : List.of("c/", "j/")) {
      Dataset<Row> table =
          spark.read().format("s3ingest").options(SERVER.options()).load(uri(path));
      assertThat(rows(table.select("id", "ID"))).containsExactly("[1,2]");
    }
  }

  @Test
  void readsAFolderWithAnAccent() {
    SERVER.put(bucket, "données/a.csv", "été\n1\n");
    assertThat(rows(reader(Map.of()).load(uri("données/")))).containsExactly("[1]");
    assertThat(
            rows(
                reader(Map.of("bucket", bucket, "table", "données"))
                    .load()
                    .selectExpr("`été`", "_metadata.file_path")))
        .containsExactly("[1,s3://" + bucket + "/données/a.csv]");
  }

  @ParameterizedTest
  @CsvSource({"deleted", "overwritten"})
  void noticesAnObjectThatIsNotTheListedOneAnyMore(String what) {
    String etag = SERVER.put(bucket, "t/a.csv", "id\n1\n");
    Dataset<Row> table = reader(Map.of()).schema("id INT").load(uri("t/"));
    JavaRDD<Row> planned = table.javaRDD();
    assertThat(planned.getNumPartitions()).isEqualTo(1);
    String expected;
    if (what.equals("deleted")) {
      SERVER.sdk().deleteObject(b -> b.bucket(bucket).key("t/a.csv"));
      expected =
          "[S3INGEST_OBJECT_NOT_FOUND] Cannot read s3://%s/t/a.csv: the object is not there; if it was listed, it has been deleted since. List again, or set onMissing=skip."
              .formatted(bucket);
    } else {
      SERVER.put(bucket, "t/a.csv", "id\n2\n");
      expected =
          "[S3INGEST_OBJECT_CHANGED] Cannot read s3://%s/t/a.csv: the object was overwritten after it was listed (listed with ETag %s and 5 bytes). List again, or set onChanged=skip."
              .formatted(bucket, etag);
    }
    assertThat(failure(planned::collect)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nowhere/ | csv | [S3INGEST_NO_MATCHING_FILES] Cannot read s3://{b}/nowhere/: there is no object. Check bucket and prefix; a prefix is a folder or an exact key, never a part of a name.",
        "data/users | json | [S3INGEST_NO_MATCHING_FILES] Cannot read s3://{b}/data/users as json: no file there has an extension of that format; found .csv (1). Set fileFormat to the format of the files, or name them by a glob such as *.txt.",
        "data/empty | csv | [S3INGEST_NO_MATCHING_FILES] Cannot read s3://{b}/data/empty: no object is left of those found there (empty: 1). Check the patterns and times that are set, or put a file there.",
        "data/use | csv | [S3INGEST_NO_MATCHING_FILES] Cannot read s3://{b}/data/use: there is no object. Check bucket and prefix; a prefix is a folder or an exact key, never a part of a name.",
        "data/*.txt | csv | [S3INGEST_NO_MATCHING_FILES] Cannot read s3://{b}/data/*.txt: no object is left of those found there (pattern: 3). Check the patterns and times that are set, or put a file there.",
        "data/other | | [S3INGEST_UNKNOWN_FORMAT] Cannot tell the format of s3://{b}/data/other: neither names nor first bytes say it; found .xls (1). Set fileFormat to one of csv, json, lossy, parquet."
      })
  void saysWhatIsThereWhereNothingCanBeRead(String path, String format, String message) {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    SERVER.put(bucket, "data/empty/a.csv", "");
    SERVER.put(bucket, "data/other/a.xls", "\u0000");
    Map<String, String> options = format == null ? Map.of() : Map.of("fileFormat", format);
    assertThat(failure(() -> reader(options).load(uri(path)).collectAsList()))
        .isEqualTo(message.replace("{b}", bucket));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "delimeter | ; | [S3INGEST_UNKNOWN_OPTION] Cannot use option 'delimeter': there is no such option. Did you mean 'sep'?",
        "mode | LENIENT | [S3INGEST_INVALID_OPTION] Cannot use option 'mode' = 'LENIENT': expected PERMISSIVE, DROPMALFORMED or FAILFAST.",
        "maxGroupBytes | many | [S3INGEST_INVALID_OPTION] Cannot use option 'maxGroupBytes' = 'many': expected a number of bytes such as 1048576, 64m or 2g, at least 1.",
        "header | perhaps | [S3INGEST_INVALID_OPTION] Cannot use option 'header' = 'perhaps': expected true or false.",
        "modifiedAfter | yesterday | [S3INGEST_INVALID_OPTION] Cannot use option 'modifiedAfter' = 'yesterday': expected a time such as 2024-01-15T10:30:00Z or 2024-01-15.",
        "onCorrupt | ignore | [S3INGEST_INVALID_OPTION] Cannot use option 'onCorrupt' = 'ignore': expected one of fail, skip, quarantine.",
        "sampleFiles | 0 | [S3INGEST_INVALID_OPTION] Cannot use option 'sampleFiles' = '0': expected an integer >= 1.",
        // The tests have a format of their own.
        "fileFormat | xml | [S3INGEST_UNKNOWN_FORMAT] Cannot use option 'fileFormat' = 'xml': there is no such format. Use one of csv, json, lossy, parquet.",
        "encoding | UTF-9 | [S3INGEST_INVALID_OPTION] Cannot use option 'encoding' = 'UTF-9': expected a character set such as UTF-8 or ISO-8859-1.",
        "sep | `` | [S3INGEST_INVALID_OPTION] Cannot use option 'sep' = '': expected at least one character."
      })
  void namesTheOptionThatIsWrong(String option, String value, String message) {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    assertThat(
            failure(() -> reader(Map.of(option, value)).load(uri("data/users/")).collectAsList()))
        .isEqualTo(message.replace("{b}", bucket));
  }

  @Test
  void namesABucketThatIsMissing() throws IOException {
    both(
        SERVER.options(),
        bucket + "-none",
        2,
        "[S3INGEST_BUCKET_NOT_FOUND] Cannot list s3://%s-none/: there is no such bucket at %s. Check the options 'bucket' and 'endpoint'."
            .formatted(bucket, URI.create(SERVER.endpoint()).getAuthority()));
  }

  @Test
  void saysThatTheStoreDoesNotTakeTheKeys() throws IOException {
    assumeTrue(SERVER.minio(), "only MinIO knows keys");
    both(
        with("accessKeyId", "AKIAWRONG"),
        bucket,
        2,
        "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://%s/data/: the store does not take the keys (403 InvalidAccessKeyId: The Access Key Id you provided does not exist in our records). Check the options 'accessKeyId', 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'."
            .formatted(bucket));
    both(
        with("secretAccessKey", "wr0ngSecret"),
        bucket,
        2,
        "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://%s/data/: the store does not take the keys (403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method). Check the options 'accessKeyId', 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'."
            .formatted(bucket));
  }

  @Test
  void wantsBothKeysOrNone() throws IOException {
    Map<String, String> one = new TreeMap<>(SERVER.options());
    one.remove("secretAccessKey");
    both(
        one,
        bucket,
        1,
        "[S3INGEST_MISSING_OPTION] Cannot use option 'accessKeyId' alone: 'secretAccessKey' is not set. Set both, or neither to use the default AWS credential chain.");
    one = new TreeMap<>(SERVER.options());
    one.remove("accessKeyId");
    both(
        one,
        bucket,
        1,
        "[S3INGEST_MISSING_OPTION] Cannot use option 'secretAccessKey' alone: 'accessKeyId' is not set. Set both, or neither to use the default AWS credential chain.");
  }

  @Test
  void namesThePermissionThatIsMissing() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    both(
        SERVER.optionsWithoutListBucket(bucket),
        bucket,
        2,
        "[S3INGEST_ACCESS_DENIED] Cannot list s3://%s/data/: the permission s3:ListBucket is missing (403 AccessDenied: Access Denied). Grant it to the keys in use, or use other keys."
            .formatted(bucket));
    both(
        SERVER.optionsWithoutGetObject(bucket),
        bucket,
        2,
        "[S3INGEST_ACCESS_DENIED] Cannot read s3://%s/data/users/a.csv: the permission s3:GetObject is missing (403 AccessDenied: Access Denied). Grant it to the keys in use, or use other keys."
            .formatted(bucket));
  }

  @Test
  void namesAnEndpointThatDoesNotAnswer() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Map<String, String> options = with("endpoint", "http://127.0.0.1:" + port);
    options.put("retryCount", "0");
    both(
        options,
        bucket,
        2,
        "[S3INGEST_STORE_UNREACHABLE] Cannot list s3://%s/data/: no answer from 127.0.0.1:%d (the connection was refused or has no route). Check the options 'endpoint', 'region' and 'proxyHost', and that the server runs."
            .formatted(bucket, port));
  }

  @Test
  void syncsWhatIsGoodAndSetsTheRestAside() throws IOException {
    for (BadFile bad : BadFile.values()) {
      if (bad.options().isEmpty()) {
        SERVER.put(bucket, bad.key(), bad.body());
        String ending = bad.key().substring(bad.key().lastIndexOf("/a.") + 3);
        String good = ending.startsWith("json") ? "{\"id\":7}\n" : "id\n7\n";
        if (!ending.startsWith("parquet")) {
          SERVER.put(
              bucket,
              bad.key().replace("/a." + ending, "/good." + ending.replace(".gz", "")),
              good);
        }
      }
    }
    CliRun run = new Lake(folder, with("bucket", bucket), "prefix", "data/").sync();
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " "))
        .isEqualTo(
            """
            STREAM TABLE NEW FILES NEW ROWS UNCHANGED QUARANTINED SKIPPED EXCLUDED
            array_among_lines olake_iceberg.db.array_among_lines 1 1 0 1 0 0
            csv_columns_by_case olake_iceberg.db.csv_columns_by_case 2 2 0 0 0 0
            csv_invalid_utf8 olake_iceberg.db.csv_invalid_utf8 2 2 0 0 0 0
            empty olake_iceberg.db.empty 1 1 0 0 0 1
            gzip_named_plain olake_iceberg.db.gzip_named_plain 2 2 0 0 0 0
            gzip_wrong_checksum olake_iceberg.db.gzip_wrong_checksum 1 1 0 1 0 0
            gzip_wrong_length olake_iceberg.db.gzip_wrong_length 1 1 0 1 0 0
            header_only olake_iceberg.db.header_only 2 1 0 0 0 0
            json_invalid_utf8 olake_iceberg.db.json_invalid_utf8 1 1 0 1 0 0
            line_among_arrays olake_iceberg.db.line_among_arrays 1 1 0 1 0 0
            line_behind_document olake_iceberg.db.line_behind_document 1 1 0 1 0 0
            malformed_json olake_iceberg.db.malformed_json 1 1 0 1 0 0
            plain_named_gzip olake_iceberg.db.plain_named_gzip 1 1 0 1 0 0
            ragged olake_iceberg.db.ragged 1 1 0 1 0 0
            truncated_array olake_iceberg.db.truncated_array 1 1 0 1 0 0
            truncated_gzip olake_iceberg.db.truncated_gzip 1 1 0 1 0 0
            unclosed_quote olake_iceberg.db.unclosed_quote 1 1 0 1 0 0
            csv_named_parquet failed - - - - - -
            csv_own_time failed - - - - - -
            json_columns_by_case failed - - - - - -
            json_own_time failed - - - - - -
            parquet_of_nothing failed - - - - - -
            """);
    for (BadFile bad : BadFile.values()) {
      String message = bad.options().isEmpty() ? String.join("", bad.outcome(bucket)) : "";
      if (message.startsWith("[S3INGEST_CORRUPT_FILE]")) {
        assertThat(run.err())
            .containsOnlyOnce(
                bad.key().endsWith(".parquet")
                    ? "Stream %s is not synced: %s\n".formatted(bad.stream(), message)
                    : "quarantined %s: %s\n".formatted(uri(bad.key()), message));
      }
    }
    assertThat(run.err())
        .contains(
            "quarantined s3://%1$s/data/ragged/a.csv: [S3INGEST_CORRUPT_RECORD] Cannot decode s3://%1$s/data/ragged/a.csv line 3: 1 field, header has 2. Set mode=PERMISSIVE to read it with NULLs.\n"
                .formatted(bucket),
            "quarantined s3://%1$s/data/unclosed_quote/a.csv: [S3INGEST_CORRUPT_RECORD] Cannot decode s3://%1$s/data/unclosed_quote/a.csv line 3: the quote that it opens is never closed. Set mode=PERMISSIVE to read it with NULLs.\n"
                .formatted(bucket),
            "quarantined s3://%1$s/data/malformed_json/a.json: [S3INGEST_CORRUPT_RECORD] Cannot decode s3://%1$s/data/malformed_json/a.json line 2: Unexpected end-of-input within/between Object entries at column 7. Set mode=PERMISSIVE to read it with NULLs.\n"
                .formatted(bucket),
            "quarantined s3://%1$s/data/json_invalid_utf8/a.json: [S3INGEST_CORRUPT_RECORD] Cannot decode s3://%1$s/data/json_invalid_utf8/a.json line 1: it holds bytes that are not UTF-8. Set encoding to the file's character set, or mode=PERMISSIVE to read it with NULLs.\n"
                .formatted(bucket),
            "Stream csv_own_time is not synced: [S3INGEST_RESERVED_COLUMN_NAME] Cannot sync s3://%s/data/csv_own_time/: its data has a column '_last_modified_time', which sync adds itself. Rename the column in the data, or give the columns with another name for it.\n"
                .formatted(bucket));
  }

  /** Reads from Spark and checks from the command line. */
  private void both(Map<String, String> options, String from, int exitCode, String message)
      throws IOException {
    assertThat(
            failure(
                () ->
                    TestSpark.session()
                        .read()
                        .format("s3ingest")
                        .options(options)
                        .load("s3://" + from + "/data/")))
        .isEqualTo(message);
    Map<String, String> source = new TreeMap<>(options);
    source.put("bucket", from);
    source.put("prefix", "data/");
    CliRun run = new Lake(folder, source).check();
    assertThat(run.err()).isEqualTo(message + "\n");
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  private Map<String, String> with(String key, String value) {
    Map<String, String> options = new TreeMap<>(SERVER.options());
    options.put(key, value);
    return options;
  }

  private DataFrameReader reader(Map<String, String> options) {
    return TestSpark.session().read().format("s3ingest").options(SERVER.options()).options(options);
  }

  private String uri(String key) {
    return "s3://" + bucket + "/" + key;
  }

  /** Returns the rows without the time that we add, which is a timestamp. */
  private static List<String> rows(Dataset<Row> table) {
    boolean ours =
        Arrays.stream(table.schema().fields())
            .anyMatch(
                field ->
                    field.name().equals("_last_modified_time")
                        && field.dataType().simpleString().equals("timestamp"));
    return (ours ? table.drop("_last_modified_time") : table)
        .collectAsList().stream().map(Row::toString).toList();
  }

  private static String failure(ThrowingCallable call) {
    return message(catchThrowable(call));
  }

  private static String message(Throwable failure) {
    S3IngestException ours = S3IngestException.in(failure);
    return ours == null ? String.valueOf(failure) : ours.getMessage();
  }

  private byte[] parquet(String sql) throws IOException {
    Path out = folder.resolve("out");
    TestSpark.session().sql(sql).coalesce(1).write().parquet(out.toString());
    return only(out);
  }

  private static byte[] only(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return Files.readAllBytes(
          files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }
}
