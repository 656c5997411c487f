package io.s3ingest.decode.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Reads dates {@code 2024-01-31} and timestamps {@code 2024-01-31 23:59:59.123456} (or with a
 * {@code T}, without fraction, ended by {@code Z} or an offset {@code +01:00}) of the years 1 to
 * 9999 in the proleptic Gregorian calendar. What it does not take asks for a slower reader. Not
 * thread-safe: the last value stays in the fields.
 */
public final class TimeText {
  private static final int DATE_LENGTH = 10;
  private static final int SECONDS_LENGTH = 19;
  private static final int OFFSET_LENGTH = 6;
  private static final int MOST_OFFSET_MINUTES = 18 * 60;
  private static final long MICROS = 1_000_000;
  private static final long MINUTE = 60 * MICROS;
  private static final int[] TENS = {1, 10, 100, 1000, 10_000, 100_000};
  private static final long HIGHS = 0x8080808080808080L;

  // What is exclusive-or'ed with a text of that form leaves its digits as numbers, and adding the
  // limits sets the high bit of a byte that is more than 9, or more than 0 in place of a sign.
  private static final long YEAR_MONTH = 0x2d30302d30303030L;
  private static final long YEAR_MONTH_LIMITS = 0x7f76767f76767676L;
  private static final long CLOCK = 0x30303a30303a3030L;
  private static final long CLOCK_LIMITS = 0x76767f76767f7676L;
  private static final long MONTH_DAY = 0x30302d30302d3030L;
  private static final long MONTH_DAY_LIMITS = 0x76767f76767f7676L;
  private static final byte[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  // The months of the years that most dates are of.
  private static final int FIRST_YEAR = 1900;
  private static final int YEARS = 256;
  private static final int[] MONTHS = new int[YEARS << 4];

  static {
    for (int i = 0; i < MONTHS.length; i++) {
      int month = i & 15;
      MONTHS[i] = month >= 1 && month <= 12 ? month(FIRST_YEAR + (i >> 4), month) : 0;
    }
  }

  private final ZoneRules rules;
  private long sameFrom = Long.MAX_VALUE;
  private long sameTo = Long.MIN_VALUE;
  private long sameOffset;
  private int epochDay;
  private long localSeconds;
  private long localMicros;
  private boolean zoned;
  private long zoneMicros;

  /** A reader that takes times without a zone as times of {@code zone}. */
  public TimeText(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /** Reads a date; false if it takes a slower reader. */
  public boolean date(byte[] b, int from, int to) {
    return to - from == DATE_LENGTH && datePart(b, from);
  }

  /** Reads a timestamp; false if it takes a slower reader. */
  public boolean timestamp(byte[] b, int from, int to) {
    if (to - from < SECONDS_LENGTH || !datePart(b, from)) {
      return false;
    }
    byte between = b[from + 10];
    long clock = (long) Digits.WORD.get(b, from + 11) ^ CLOCK;
    if (between != ' ' && between != 'T' || ((clock + CLOCK_LIMITS | clock) & HIGHS) != 0) {
      return false;
    }
    long pairs = Digits.pairs(clock);
    int hour = (int) pairs & 0xff;
    int minute = (int) (pairs >>> 24) & 0xff;
    int second = (int) (pairs >>> 48) & 0xff;
    if (hour > 23 || minute > 59 || second > 59) {
      return false;
    }
    int end = beforeZone(b, from + SECONDS_LENGTH, to);
    int fraction = end < 0 ? -1 : fraction(b, from + SECONDS_LENGTH, end);
    if (fraction < 0) {
      return false;
    }
    long seconds = epochDay * 86_400L + hour * 3600L + minute * 60L + second;
    localSeconds = seconds;
    localMicros = seconds * MICROS + fraction;
    return true;
  }

  /** Returns the days since 1970-01-01 of the date that was read. */
  public int epochDay() {
    return epochDay;
  }

  /** Returns whether the timestamp that was read named its zone. */
  public boolean hasZone() {
    return zoned;
  }

  /** Returns the microseconds since 1970-01-01T00:00 of the timestamp's own clock. */
  public long localMicros() {
    return localMicros;
  }

  /**
   * Returns the microseconds since the epoch. As {@code ZonedDateTime.of}: of two equal local times
   * the earlier, one that a gap leaves out is moved on by the gap.
   */
  public long instantMicros() {
    if (zoned) {
      return localMicros - zoneMicros;
    }
    long seconds = localSeconds;
    if (seconds < sameFrom || seconds >= sameTo) {
      findOffset(seconds);
    }
    return localMicros - sameOffset;
  }

  /** Finds the offset of a local time and the span of local times that surely share it. */
  private void findOffset(long localSeconds) {
    LocalDateTime local = LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC);
    ZoneOffset offset = rules.getOffset(local);
    sameOffset = offset.getTotalSeconds() * MICROS;
    sameFrom = localSeconds;
    sameTo = localSeconds + 1;
    if (rules.getValidOffsets(local).size() != 1) {
      return;
    }
    Instant instant = local.toInstant(offset);
    ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    sameFrom = before == null ? Long.MIN_VALUE : later(before);
    sameTo = after == null ? Long.MAX_VALUE : earlier(after);
  }

  private static long later(ZoneOffsetTransition transition) {
    return Math.max(
        transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC),
        transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC));
  }

  private static long earlier(ZoneOffsetTransition transition) {
    return Math.min(
        transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC),
        transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC));
  }

  /** Reads the zone, if there is one, and returns where it begins; negative if it is no zone. */
  private int beforeZone(byte[] b, int from, int to) {
    zoned = false;
    zoneMicros = 0;
    if (b[to - 1] == 'Z') {
      zoned = true;
      return to - 1;
    }
    int start = to - OFFSET_LENGTH;
    if (start < from || b[start] != '+' && b[start] != '-') {
      return to;
    }
    int hours = twoDigits(b, start + 1);
    int minutes = twoDigits(b, start + 4);
    int total = hours * 60 + minutes;
    boolean isOffset = hours >= 0 && minutes >= 0 && minutes <= 59 && b[start + 3] == ':';
    if (!isOffset || total > MOST_OFFSET_MINUTES) {
      return -1;
    }
    zoned = true;
    zoneMicros = (b[start] == '-' ? -total : total) * MINUTE;
    return start;
  }

  private static int twoDigits(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  private boolean datePart(byte[] b, int from) {
    long start = (long) Digits.WORD.get(b, from) ^ YEAR_MONTH;
    long rest = (long) Digits.WORD.get(b, from + 2) ^ MONTH_DAY;
    if (((start + YEAR_MONTH_LIMITS | start | rest + MONTH_DAY_LIMITS | rest) & HIGHS) != 0) {
      return false;
    }
    long pairs = Digits.pairs(rest);
    int year = ((int) Digits.pairs(start) & 0xff) * 100 + ((int) pairs & 0xff);
    int month = (int) (pairs >>> 24) & 0xff;
    int day = (int) (pairs >>> 48) & 0xff;
    if (year < 1 || month < 1 || month > 12) {
      return false;
    }
    int near = year - FIRST_YEAR;
    int found = near >= 0 && near < YEARS ? MONTHS[near << 4 | month] : month(year, month);
    epochDay = (found >> 5) + day;
    return day >= 1 && day <= (found & 31);
  }

  /** Returns the day before a month begins, times 32, and how many days it has. */
  private static int month(int year, int month) {
    // Years are counted from March, so that the leap day is the last of its year.
    int marchYear = month > 2 ? year : year - 1;
    int marchMonth = month > 2 ? month - 3 : month + 9;
    int dayOfYear = (153 * marchMonth + 2) / 5 - 1;
    int before =
        marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468;
    return before << 5 | days(year, month);
  }

  private static int days(int year, int month) {
    boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS[month - 1];
  }

  /** Returns microseconds, negative if this is no fraction of one to six digits. */
  private static int fraction(byte[] b, int from, int to) {
    if (from == to) {
      return 0;
    }
    int digits = to - from - 1;
    if (b[from] != '.' || digits < 1 || digits > 6) {
      return -1;
    }
    long word = Digits.last(b, to, digits);
    return Digits.areDigits(word) ? (int) Digits.number(word) * TENS[6 - digits] : -1;
  }
}
