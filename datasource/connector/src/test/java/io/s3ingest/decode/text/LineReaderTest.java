package io.s3ingest.decode.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineReaderTest {
  private static LineReader reader(String text, byte[] separator, long maxRecordBytes) {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return new LineReader(in, "s3://b/k", separator, maxRecordBytes, (byte) '"');
  }

  private static String text(LineReader lines) {
    return new String(
        lines.bytes(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8);
  }

  private static List<String> all(String text) {
    List<String> out = new ArrayList<>();
    try (LineReader lines = reader(text, LineReader.ANY, 1 << 30)) {
      while (lines.next()) {
        out.add(lines.line() + ":" + text(lines));
      }
    }
    return out;
  }

  @Test
  void breaksAtEachOfTheThreeLineEnds() {
    assertThat(all("a\nb\r\nc\rd\n\r\n\re"))
        .containsExactly("1:a", "2:b", "3:c", "4:d", "5:", "6:", "7:e");
  }

  @Test
  void givesNoLineAfterTheLastBreak() {
    assertThat(all("a\n")).containsExactly("1:a");
    assertThat(all("")).isEmpty();
    assertThat(all("\r")).containsExactly("1:");
  }

  @Test
  void leavesOutAByteOrderMarkAtTheStartOnly() {
    assertThat(all("\ufeffa\n\ufeffb")).containsExactly("1:a", "2:\ufeffb");
    assertThat(all("\ufeff")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {262_143, 262_144, 262_145, 524_287, 524_288, 1_000_000})
  void keepsLinesWholeWhereverTheBlockEnds(int length) {
    String first = "x".repeat(length - 1);
    assertThat(all(first + "\r\nsecond\r\n" + first + "\n"))
        .containsExactly("1:" + first, "2:second", "3:" + first);
  }

  @Test
  void agreesWithJavasOwnLineReaderOnRandomText() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(3000); i > 0; i--) {
        text.append("ab\u00e9\u20ac\"\n\r,".charAt(random.nextInt(8)));
      }
      List<String> expected = new ArrayList<>();
      for (String line : text.toString().lines().toList()) {
        expected.add((expected.size() + 1) + ":" + line);
      }
      assertThat(all(text.toString())).isEqualTo(expected);
    }
  }

  @Test
  void breaksAtAGivenSeparatorOnly() {
    try (LineReader lines = reader("a\nb||c|d||", new byte[] {'|', '|'}, 100)) {
      assertThat(lines.next()).isTrue();
      assertThat(text(lines)).isEqualTo("a\nb");
      assertThat(lines.next()).isTrue();
      assertThat(text(lines)).isEqualTo("c|d");
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void joinsLinesAndTakesThemBack() {
    try (LineReader lines = reader("a\r\nb\nc", LineReader.ANY, 100)) {
      lines.next();
      assertThat(lines.extend()).isTrue();
      assertThat(text(lines)).isEqualTo("a\r\nb");
      assertThat(lines.extend()).isTrue();
      assertThat(lines.extend()).isFalse();
      assertThat(text(lines)).isEqualTo("a\r\nb\nc");
      lines.shorten();
      assertThat(text(lines)).isEqualTo("a");
      lines.next();
      assertThat(text(lines)).isEqualTo("b");
      assertThat(lines.line()).isEqualTo(2);
      lines.extend();
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void countsJoinedLines() {
    try (LineReader lines = reader("a\nb\nc", LineReader.ANY, 100)) {
      lines.next();
      lines.extend();
      lines.next();
      assertThat(lines.line()).isEqualTo(3);
      assertThat(lines.consumed()).isEqualTo(5);
    }
  }

  @Test
  void tellsTheWatchedByteAndNonAscii() {
    try (LineReader lines =
        reader("plain text 1\nwith \" quote\nw\u00efde text\n\"\nplain", LineReader.ANY, 100)) {
      lines.next();
      assertThat(lines.sawNonAscii()).isFalse();
      lines.next();
      assertThat(lines.sawWatched()).isTrue();
      lines.next();
      assertThat(lines.sawNonAscii()).isTrue();
      lines.next();
      assertThat(lines.sawWatched()).isTrue();
      lines.next();
      assertThat(lines.sawWatched()).isFalse();
    }
  }

  @Test
  void refusesALineAboveTheLimitAndNamesIt() {
    LineReader lines = reader("ok\n" + "x".repeat(300_000) + "\n", LineReader.ANY, 1000);
    assertThat(lines.next()).isTrue();
    assertThatThrownBy(lines::next)
        .hasMessage(
            "[S3INGEST_RECORD_TOO_LARGE] Cannot decode s3://b/k line 2: the record is longer than"
                + " maxRecordBytes = 1000. Raise maxRecordBytes, or look for an unclosed quote or"
                + " bracket.");
  }

  @Test
  void takesALineOfExactlyTheLimit() {
    try (LineReader lines = reader("x".repeat(1000) + "\n", LineReader.ANY, 1000)) {
      assertThat(lines.next()).isTrue();
    }
  }
}
