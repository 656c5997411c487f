package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated files through Spark's reader and ours, row by row, under many options. {@code
 * -Ds3ingest.fuzz.csv=100000} reads as many files, {@code -Ds3ingest.fuzz.seed} other ones.
 */
final class CsvFuzzTest {
  private static final int FILES = Integer.getInteger("s3ingest.fuzz.csv", 2000);
  private static final long SEED = Long.getLong("s3ingest.fuzz.seed", 1);
  private static final int MOST_LINES = 12;
  private static final int MOST_SHOWN = 5;

  /** Each stands for one thing that files and options can have or not. */
  private static final String[][] CHOICES = {
    {"", "header=false"},
    {"", "", "escape=\\"},
    {"", "", "", "sep=;", "sep=\\t", "sep=||", "sep=~|~", "sep=§"},
    {"", "", "nullValue=NA", "nullValue=null", "emptyValue=EMPTY", "nullValue=-1"},
    {"", "", "", "ignoreLeadingWhiteSpace=true"},
    {"", "", "", "comment=#"},
    {"", "", "", "", "quote=' escape='", "quote="},
    {"", "", "", "dateFormat=dd/MM/yyyy", "dateFormat=yyyy-MM-dd"},
    {"", "", "", "timestampFormat=yyyy-MM-dd^HH:mm:ss"},
    {"", "", "", "timeZone=America/Los_Angeles", "timeZone=Asia/Kolkata"},
    {"", "", "", "", "locale=de"},
    {"", "", "", "", "nanValue=-0.0 positiveInf=0 negativeInf=1.5"},
    {"", "", "", "", "encoding=ISO-8859-1"},
    {"", "", "", "", "lineSep=\n"},
    {"mode=PERMISSIVE", "mode=PERMISSIVE", "mode=DROPMALFORMED", "mode=FAILFAST"}
  };

  private static final Pattern LONE_QUOTE = Pattern.compile("(?m)(?<=^|,)'(?=,|$)");

  /** Files that share their options. */
  private static final int BATCH = 20;

  /** Of so many batches one is read by a whole job of Spark, too. */
  private static final int JOBS = FILES > 2000 ? 25 : 4;

  @TempDir Path folder;

  private final List<String> differences = new ArrayList<>();
  private int rows;
  private int refused;

  @Test
  void readsGeneratedFilesAsSparkDoes() throws IOException {
    for (int done = 0; done < FILES && differences.size() < MOST_SHOWN; done += BATCH) {
      if (done > 0 && done % 5000 == 0) {
        System.out.printf("%d files, %d rows, %d differ%n", done, rows, differences.size());
      }
      compare(done, Math.min(BATCH, FILES - done));
    }
    assertThat(differences).isEmpty();
    System.out.printf("%d files, %d rows, %d files refused by both%n", FILES, rows, refused);
    assertThat(rows).isGreaterThan(FILES);
    assertThat(refused).isPositive();
  }

  private void compare(int first, int files) throws IOException {
    Random random = new Random(SEED * 1_000_003 + first);
    boolean multiLine = random.nextInt(3) == 0;
    StringBuilder chosen = new StringBuilder("multiLine=" + multiLine);
    for (String[] choice : CHOICES) {
      chosen.append(' ').append(choice[random.nextInt(choice.length)]);
    }
    String options = chosen.toString();
    Map<String, String> map = CsvAgainstSparkTest.map(options);
    SparkFiles spark = SparkFiles.csv(TestSpark.session(), map, CsvAgainstSparkTest.SCHEMA);
    Map<String, List<String>> expected = new TreeMap<>();
    for (int i = 0; i < files; i++) {
      String name = "f%02d.csv".formatted(i);
      long seed = SEED * 1_000_003 + first + i;
      byte[] bytes = CsvCorpus.bytes(body(seed, multiLine, options), map);
      Path file = Files.write(folder.resolve(name), bytes);
      List<String> theirs = CsvAgainstSparkTest.outcome(() -> spark.rows(file));
      expected.put(name, theirs);
      boolean isRefused = theirs.equals(CsvAgainstSparkTest.FAILS);
      rows += isRefused ? 0 : theirs.size();
      refused += isRefused ? 1 : 0;
      for (String found : CsvAgainstSparkTest.differences("f", bytes, options, theirs)) {
        String body = new String(bytes, StandardCharsets.ISO_8859_1);
        String difference = "seed " + seed + found + "\n" + body;
        System.out.println(difference);
        differences.add(difference);
      }
    }
    if (first / BATCH % JOBS == 0 && !expected.containsValue(CsvAgainstSparkTest.FAILS)) {
      expected.values().removeIf(List::isEmpty);
      assertThat(rowsOfJob(spark)).as(options).isEqualTo(expected);
    }
    for (int i = 0; i < files; i++) {
      Files.delete(folder.resolve("f%02d.csv".formatted(i)));
    }
  }

  private Map<String, List<String>> rowsOfJob(SparkFiles spark) {
    Map<String, List<String>> out = new TreeMap<>();
    spark
        .rowsOfFolder(folder)
        .forEach((file, found) -> out.put(file, CsvAgainstSparkTest.outcome(() -> found)));
    return out;
  }

  private static String body(long seed, boolean multiLine, String options) {
    Random random = new Random(seed);
    boolean broken = !multiLine && random.nextInt(3) == 0;
    String body = CsvCorpus.random(seed, random.nextInt(MOST_LINES), broken);
    // With multiLine Spark changes breaks inside quotes, and what is behind a quote that never
    // ends is another record for us; with lineSep, a name would have the CR, and we bind by name.
    if (multiLine) {
      body = body.replace("\"C:\\\"", "C:");
      body = options.contains("quote='") ? LONE_QUOTE.matcher(body).replaceAll("it's") : body;
    }
    boolean named = !options.contains("header=false");
    boolean inName = named && options.contains("lineSep");
    if (random.nextInt(4) == 0 && !inName && !multiLine) {
      body = body.replace("\n", "\r\n");
    }
    return random.nextInt(8) == 0 ? body.stripTrailing() : body;
  }
}
