package io.s3ingest.decode.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JDK's own parsers are the oracle of what is read eight bytes at a time. */
final class WordReadersTest {
  private static final int TEXTS = 200_000;
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,18}");
  private static final Pattern NUMBER = Pattern.compile("[-+]?(?=[^.]*\\d)\\d+(\\.\\d+)?");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?(Z|[+-]\\d\\d:\\d\\d)?");

  private final Random random = new Random(5);

  @Test
  void readsIntegersAsTheJdkDoes() {
    NumberText number = new NumberText();
    for (int i = 0; i < TEXTS; i++) {
      String text = mutated(randomNumber(false));
      byte[] b = embedded(text);
      boolean isInteger = INTEGER.matcher(text).matches();
      assertThat(number.integer(b, from(b, text), b.length - 3)).as(text).isEqualTo(isInteger);
      if (isInteger) {
        assertThat(number.longValue()).as(text).isEqualTo(Long.parseLong(text));
      }
    }
  }

  @Test
  void readsNumbersAsTheJdkDoes() {
    NumberText number = new NumberText();
    for (int i = 0; i < TEXTS; i++) {
      String text = mutated(randomNumber(true));
      byte[] b = embedded(text);
      boolean isNumber =
          NUMBER.matcher(text).matches() && text.replaceAll("\\D", "").length() <= 18;
      assertThat(number.number(b, from(b, text), b.length - 3)).as(text).isEqualTo(isNumber);
      if (isNumber) {
        assertThat(BigDecimal.valueOf(number.unscaled(), number.scale()))
            .as(text)
            .isEqualTo(new BigDecimal(text));
        assertThat(number.doubleValue()).as(text).isEqualTo(Double.parseDouble(text));
      }
    }
  }

  @Test
  void readsDatesAndTimesAsTheJdkDoes() {
    TimeText times = new TimeText(ZoneOffset.UTC);
    for (int i = 0; i < TEXTS; i++) {
      String text = mutated(randomTime());
      byte[] b = embedded(text);
      OffsetDateTime time = TIME.matcher(text).matches() ? time(text) : null;
      assertThat(times.timestamp(b, from(b, text), b.length - 3)).as(text).isEqualTo(time != null);
      if (time != null) {
        assertThat(times.localMicros())
            .as(text)
            .isEqualTo(
                ChronoUnit.MICROS.between(LocalDate.EPOCH.atStartOfDay(), time.toLocalDateTime()));
        assertThat(times.instantMicros())
            .as(text)
            .isEqualTo(
                ChronoUnit.MICROS.between(
                    LocalDate.EPOCH.atStartOfDay(),
                    time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()));
        assertThat(times.hasZone()).as(text).isEqualTo(text.matches(".*(Z|[+-]..:..)"));
        assertThat(times.date(b, from(b, text), from(b, text) + 10)).isTrue();
        assertThat(times.epochDay()).as(text).isEqualTo(time.toLocalDate().toEpochDay());
      }
    }
  }

  @Test
  void tellsWellFormedUtf8AsTheJdkDoes() {
    String[] pieces = {"abcdefghij", "é", "€", "😀", "a", "\u07ff", "\u0800", "\uffff"};
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] b = text.toString().getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(3); n > 0; n--) {
        b[random.nextInt(b.length)] = (byte) random.nextInt(256);
      }
      assertThat(Utf8.isValid(b, 0, b.length)).isEqualTo(isUtf8(b));
    }
  }

  private static boolean isUtf8(byte[] b) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(b)).capacity() >= 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static OffsetDateTime time(String text) {
    String zoned = text.matches(".*(Z|[+-]..:..)") ? text : text + "Z";
    try {
      OffsetDateTime time = OffsetDateTime.parse(zoned.replace(' ', 'T'));
      return time.getYear() == 0 ? null : time;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private String randomNumber(boolean withPoint) {
    StringBuilder out = new StringBuilder();
    for (int n = random.nextInt(20); n >= 0; n--) {
      out.append((char) ('0' + random.nextInt(10)));
    }
    if (withPoint && random.nextBoolean()) {
      out.insert(random.nextInt(out.length() + 1), '.');
    }
    if (random.nextInt(3) == 0) {
      out.insert(0, random.nextBoolean() ? '-' : '+');
    }
    return out.toString();
  }

  private String randomTime() {
    StringBuilder out =
        new StringBuilder(
            "%04d-%02d-%02d%s%02d:%02d:%02d"
                .formatted(
                    random.nextInt(4) == 0 ? random.nextInt(10_000) : 1990 + random.nextInt(40),
                    random.nextInt(13),
                    random.nextInt(33),
                    random.nextBoolean() ? " " : "T",
                    random.nextInt(25),
                    random.nextInt(61),
                    random.nextInt(61)));
    if (random.nextBoolean()) {
      out.append('.').append(random.nextInt(10_000_000));
    }
    return switch (random.nextInt(3)) {
      case 0 -> out.toString();
      case 1 -> out + "Z";
      default ->
          out
              + (random.nextBoolean() ? "+" : "-")
              + "%02d:%02d".formatted(random.nextInt(20), random.nextInt(62));
    };
  }

  /** Puts some other character in, now and then. */
  private String mutated(String text) {
    if (random.nextInt(3) > 0) {
      return text;
    }
    String strange = "/:;.-+ eE\u00010xZ@`";
    StringBuilder out = new StringBuilder(text);
    char other = strange.charAt(random.nextInt(strange.length()));
    out.setCharAt(random.nextInt(out.length()), other);
    return out.toString().matches(".*\\d[eE][-+]?\\d{1,3}") ? text : out.toString();
  }

  /** Returns the text between other bytes, few or many before it. */
  private byte[] embedded(String text) {
    String before = "9".repeat(random.nextBoolean() ? random.nextInt(4) : 30);
    return (before + text + "999").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int from(byte[] b, String text) {
    return b.length - 3 - text.length();
  }
}
