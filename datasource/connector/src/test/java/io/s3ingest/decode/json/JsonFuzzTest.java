package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.SparkFiles;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated files through Spark's reader and ours, row by row, under many options. {@code
 * -Ds3ingest.fuzz.json=100000} reads as many files, {@code -Ds3ingest.fuzz.seed} other ones.
 */
final class JsonFuzzTest {
  private static final int FILES = Integer.getInteger("s3ingest.fuzz.json", 2000);
  private static final long SEED = Long.getLong("s3ingest.fuzz.seed", 1);

  /** Files that share their options. */
  private static final int BATCH = 25;

  /** Of so many batches one is read by a whole job of Spark, too. */
  private static final int JOBS = FILES > 2000 ? 25 : 4;

  private static final List<String> SCHEMAS =
      List.of(
          "a LONG, b STRING, c BOOLEAN, d DOUBLE",
          "a INT, s SHORT, y BYTE, f FLOAT, dec DECIMAL(10,2), big DECIMAL(38,10), b STRING",
          "day DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, a LONG",
          "a LONG, st STRUCT<x: INT, y: STRING, z: STRUCT<w: BOOLEAN, day: DATE>>, arr ARRAY<DOUBLE>,"
              + " deep ARRAY<STRUCT<x: INT, l: ARRAY<STRING>>>, mp MAP<STRING, LONG>",
          "b STRING, bin BINARY, mp MAP<STRING, STRUCT<x: DECIMAL(5,1), ts: TIMESTAMP>>, d DOUBLE",
          "a LONG, b STRING, ts TIMESTAMP, arr ARRAY<ARRAY<INT>>, st STRUCT<bin: BINARY, x: LONG>");

  private static final Map<String, List<String>> OPTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("dateFormat", List.of("yyyy-MM-dd", "dd.MM.yyyy", "yyyy-M-d")),
              Map.entry(
                  "timestampFormat",
                  List.of("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]")),
              Map.entry("timestampNTZFormat", List.of("yyyy-MM-dd HH:mm:ss")),
              Map.entry("timeZone", List.of("America/New_York", "Asia/Tokyo")),
              Map.entry("locale", List.of("de-DE", "en-US")),
              Map.entry("allowComments", List.of("true")),
              Map.entry("allowUnquotedFieldNames", List.of("true")),
              Map.entry("allowSingleQuotes", List.of("false")),
              Map.entry("allowNumericLeadingZeros", List.of("true")),
              Map.entry("allowBackslashEscapingAnyCharacter", List.of("true")),
              Map.entry("allowUnquotedControlChars", List.of("true")),
              Map.entry("allowNonNumericNumbers", List.of("false")),
              Map.entry("primitivesAsString", List.of("true")),
              Map.entry("prefersDecimal", List.of("true")),
              Map.entry("dropFieldIfAllNull", List.of("true")),
              Map.entry("enableDateTimeParsingFallback", List.of("true", "false"))));

  private static final Map<String, List<String>> CONF =
      new TreeMap<>(
          Map.of(
              "spark.sql.session.timeZone", List.of("Europe/Berlin", "America/New_York"),
              "spark.sql.legacy.timeParserPolicy", List.of("LEGACY", "CORRECTED"),
              "spark.sql.legacy.json.allowEmptyString.enabled", List.of("true"),
              "spark.sql.json.enableExactStringParsing", List.of("false"),
              "spark.sql.json.enablePartialResults", List.of("false")));

  @TempDir Path folder;
  @TempDir Path files;

  private final List<String> differences = new ArrayList<>();
  private int rows;
  private int handedOver;
  private int refused;

  /** Files that are read under the same options. */
  private record Batch(
      StructType schema,
      StructType required,
      String bad,
      Map<String, String> options,
      Map<String, String> conf,
      List<byte[]> files) {}

  private static Batch batch(long seed, int files) {
    Random random = new Random(seed);
    Map<String, String> options = new TreeMap<>();
    Map<String, String> conf = new TreeMap<>(Map.of("spark.sql.session.timeZone", "UTC"));
    boolean documents = random.nextInt(5) == 0;
    options.put("multiLine", String.valueOf(documents));
    choose(random, OPTIONS, options, 6);
    choose(random, CONF, conf, 6);
    StructType data = StructType.fromDDL(SCHEMAS.get(random.nextInt(SCHEMAS.size())));
    StructType schema = data;
    StructType required = null;
    String bad = null;
    int kind = random.nextInt(5);
    if (kind == 0) {
      options.put("mode", "DROPMALFORMED");
    } else if (kind < 4) {
      bad = random.nextBoolean() ? "_corrupt_record" : "bad";
      options.put("columnNameOfCorruptRecord", bad);
      schema = schema.add(bad, "string");
    } else {
      required = pruned(data, random);
    }
    JsonCorpus corpus = new JsonCorpus(seed, data, documents);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      bodies.add(corpus.file());
    }
    return new Batch(schema, required == null ? schema : required, bad, options, conf, bodies);
  }

  private static void choose(
      Random random, Map<String, List<String>> from, Map<String, String> to, int oneIn) {
    from.forEach(
        (name, values) -> {
          if (random.nextInt(oneIn) == 0) {
            to.put(name, values.get(random.nextInt(values.size())));
          }
        });
  }

  /** Leaves out some columns, and some fields of structs. */
  private static StructType pruned(StructType schema, Random random) {
    StructType out = new StructType();
    for (StructField field : schema.fields()) {
      if (random.nextBoolean()) {
        boolean inner = field.dataType() instanceof StructType && random.nextBoolean();
        StructType some = inner ? pruned((StructType) field.dataType(), random) : new StructType();
        out = out.add(field.name(), some.isEmpty() ? field.dataType() : some);
      }
    }
    return out.isEmpty() ? schema : out;
  }

  @Test
  void readsGeneratedFilesAsSparkDoes() throws IOException {
    SparkSession spark = TestSpark.session().newSession();
    for (int done = 0; done < FILES && differences.size() < 5; done += BATCH) {
      if (done > 0 && done % 5000 == 0) {
        System.out.printf("%d files, %d rows, %d differ%n", done, rows, differences.size());
      }
      Batch batch = batch(SEED * 1_000_003 + done, Math.min(BATCH, FILES - done));
      compare(spark, batch, done / BATCH % JOBS == 0);
    }
    assertThat(differences).isEmpty();
    System.out.printf(
        "%d files, %d rows, %d records left to Spark's parser, %d files refused by both%n",
        FILES, rows, handedOver, refused);
    assertThat(rows).isGreaterThan(FILES);
    assertThat(handedOver).isPositive().isLessThan(rows);
  }

  @Test
  void infersAnEmptyObjectBesideNullUnderOneNameAsSparkDoes() throws IOException {
    byte[] body = "{\"j\":{},\"j\":null,\"x\":[{}]}\n".getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("f.json"), body);
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", body);
    assertThat(JsonOracle.schema(store, object, Decoded.options(Map.of(), Map.of()), Map.of()))
        .isEqualTo(TestSpark.session().read().json(file.toString()).schema())
        .isEqualTo(StructType.fromDDL("j STRING"));
  }

  @Test
  void infersGeneratedFilesAsSparkDoes() throws IOException {
    SparkSession spark = TestSpark.session().newSession();
    int inferred = 0;
    for (int i = 0; i < FILES / 40; i++) {
      Batch batch = batch(SEED * 1_000_033 + i, 1);
      batch.options().put("inferTimestamp", String.valueOf(i % 2 == 0));
      byte[] body = batch.files().get(0);
      Path file = Files.write(folder.resolve("f.json"), body);
      CONF.keySet().forEach(spark.conf()::unset);
      batch.conf().forEach(spark.conf()::set);
      StructType expected;
      try {
        expected = spark.read().options(batch.options()).json(file.toString()).schema();
      } catch (
          Exception e) { // Keys that are there twice: the difference reader-json-duplicate-keys
        continue;
      }
      MemoryStore store = new MemoryStore();
      ObjectRef object = store.add("t/f.json", body);
      DecodeOptions options = Decoded.options(batch.options(), batch.conf());
      assertThat(JsonOracle.schema(store, object, options, batch.options()))
          .as("%s %s%n%s", batch.options(), batch.conf(), new String(body, StandardCharsets.UTF_8))
          .isEqualTo(expected);
      inferred++;
    }
    assertThat(inferred).isGreaterThan(FILES / 80);
  }

  private void compare(SparkSession spark, Batch batch, boolean job) throws IOException {
    CONF.keySet().forEach(spark.conf()::unset);
    batch.conf().forEach(spark.conf()::set);
    SparkFiles reader = SparkFiles.json(spark, batch.options(), batch.required());
    Map<String, List<String>> expected = new TreeMap<>();
    boolean refuses = false;
    for (int i = 0; i < batch.files().size(); i++) {
      String name = "f%03d.json".formatted(i);
      Path file = Files.write(files.resolve(name), batch.files().get(i));
      List<String> wanted = rows(reader, file);
      refuses |= wanted == null;
      if (wanted != null && !wanted.isEmpty()) {
        expected.put(name, wanted);
      }
      check(batch, batch.files().get(i), wanted);
    }
    if (job && !refuses) {
      Map<String, List<String>> found = new TreeMap<>();
      reader.rowsOfFolder(files).forEach((name, rows) -> found.put(name, texts(rows)));
      assertThat(found).as("%s %s", batch.options(), batch.conf()).isEqualTo(expected);
    }
    for (int i = 0; i < batch.files().size(); i++) {
      Files.delete(files.resolve("f%03d.json".formatted(i)));
    }
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Decoded::text).toList();
  }

  /** Returns the rows of a file, or null if Spark refuses it. */
  private static List<String> rows(SparkFiles reader, Path file) {
    try {
      return texts(reader.rows(file));
    } catch (Exception e) {
      return null;
    }
  }

  private void check(Batch batch, byte[] body, List<String> expected) {
    String where =
        "%s %s %s%n%s"
            .formatted(
                batch.options(),
                batch.conf(),
                batch.required().toDDL(),
                new String(body, StandardCharsets.ISO_8859_1));
    Decoded ours = decoded(batch, body, batch.options());
    if (expected == null) {
      refused++;
      // The differences json-local-time-in-array and json-legacy-date-in-array.
      boolean localTimes = batch.schema().toDDL().contains("TIMESTAMP_NTZ");
      boolean legacyDates =
          batch.conf().containsValue("LEGACY") && batch.schema().toDDL().contains("DATE");
      note(ours != null && !localTimes && !legacyDates, "Spark refuses what we read", where);
      return;
    }
    if (ours == null) {
      note(true, "we refuse what Spark reads", where);
      return;
    }
    rows += expected.size();
    handedOver += (int) ours.counts().handedOver();
    note(
        !ours.rows().equals(expected),
        "Spark %s%n  ours %s".formatted(expected, ours.rows()),
        where);
    note(
        ours.counts().emitted() != expected.size()
            || ours.counts().framed() != ours.counts().emitted() + ours.counts().rejected(),
        "counts are wrong",
        where);
    if (batch.bad() != null) {
      Map<String, String> strict = new TreeMap<>(batch.options());
      strict.put("mode", "FAILFAST");
      boolean isBad = expected.stream().anyMatch(row -> !row.endsWith("|null}"));
      note((decoded(batch, body, strict) == null) != isBad, "FAILFAST differs", where);
    }
  }

  private void note(boolean differs, String what, String where) {
    if (differs) {
      System.out.println(what + "\n" + where);
      differences.add(what + "\n" + where);
    }
  }

  /** Returns what we make of a file, or null if we refuse it. */
  private static Decoded decoded(Batch batch, byte[] body, Map<String, String> options) {
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", body);
    DecodeOptions decoding = Decoded.options(options, batch.conf());
    try {
      return Decoded.of(
          JsonOracle.FORMAT,
          store,
          FileSplit.whole(object),
          batch.schema(),
          batch.required(),
          List.of(),
          decoding);
    } catch (S3IngestException | org.apache.spark.SparkUpgradeException e) {
      return null;
    }
  }
}
