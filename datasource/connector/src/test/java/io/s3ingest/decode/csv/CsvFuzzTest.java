package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
    {"", "", "", "sep=;", "sep=\\t", "sep=||"},
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

  @Test
  void readsGeneratedFilesAsSparkDoes() {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < FILES && differences.size() < MOST_SHOWN; i++) {
      long seed = SEED * 1_000_003 + i;
      Random random = new Random(seed);
      boolean multiLine = random.nextInt(3) == 0;
      StringBuilder options = new StringBuilder("multiLine=" + multiLine);
      for (String[] choice : CHOICES) {
        options.append(' ').append(choice[random.nextInt(choice.length)]);
      }
      boolean broken = !multiLine && random.nextInt(3) == 0;
      String body = CsvCorpus.random(seed, random.nextInt(MOST_LINES), broken);
      // With multiLine Spark changes breaks inside quotes, and what is behind a quote that never
      // ends is another record for us; with lineSep, a name would have the CR, and we bind by name.
      if (multiLine) {
        body = body.replace("\"C:\\\"", "C:");
      }
      boolean named = !options.toString().contains("header=false");
      boolean inName = named && options.toString().contains("lineSep");
      if (random.nextInt(4) == 0 && !inName && !multiLine) {
        body = body.replace("\n", "\r\n");
      }
      if (random.nextInt(8) == 0) {
        body = body.stripTrailing();
      }
      for (String difference : CsvAgainstSparkTest.differences("f", body, options.toString())) {
        differences.add("seed " + seed + difference + "\n" + body);
      }
    }
    assertThat(differences).isEmpty();
  }
}
