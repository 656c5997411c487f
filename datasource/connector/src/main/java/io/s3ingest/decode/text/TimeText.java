package io.s3ingest.decode.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Reads dates {@code 2024-01-31} and timestamps {@code 2024-01-31 23:59:59.123456} (or with a
 * {@code T}, without fraction, ended by {@code Z}) of the years 1 to 9999 in the proleptic
 * Gregorian calendar. What it does not take asks for a slower reader. Not thread-safe: the last
 * value stays in the fields.
 */
public final class TimeText {
  private static final int DATE_LENGTH = 10;
  private static final int SECONDS_LENGTH = 19;
  private static final long MICROS = 1_000_000;
  private static final byte[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final ZoneRules rules;
  private long sameFrom = Long.MAX_VALUE;
  private long sameTo = Long.MIN_VALUE;
  private long sameOffset;
  private int epochDay;
  private long localMicros;
  private boolean utc;

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
    if (between != ' ' && between != 'T' || b[from + 13] != ':' || b[from + 16] != ':') {
      return false;
    }
    int hour = two(b, from + 11);
    int minute = two(b, from + 14);
    int second = two(b, from + 17);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return false;
    }
    utc = b[to - 1] == 'Z';
    int end = utc ? to - 1 : to;
    int fraction = fraction(b, from + SECONDS_LENGTH, end);
    if (fraction < 0) {
      return false;
    }
    long seconds = epochDay * 86_400L + hour * 3600L + minute * 60L + second;
    localMicros = seconds * MICROS + fraction;
    return true;
  }

  /** Returns the days since 1970-01-01 of the date that was read. */
  public int epochDay() {
    return epochDay;
  }

  /** Returns whether the timestamp that was read named its zone. */
  public boolean hasZone() {
    return utc;
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
    if (utc) {
      return localMicros;
    }
    long seconds = Math.floorDiv(localMicros, MICROS);
    if (seconds < sameFrom || seconds >= sameTo) {
      findOffset(seconds);
    }
    return localMicros - sameOffset * MICROS;
  }

  /** Finds the offset of a local time and the span of local times that surely share it. */
  private void findOffset(long localSeconds) {
    LocalDateTime local = LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC);
    ZoneOffset offset = rules.getOffset(local);
    sameOffset = offset.getTotalSeconds();
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

  private boolean datePart(byte[] b, int from) {
    int century = two(b, from);
    int rest = two(b, from + 2);
    int month = two(b, from + 5);
    int day = two(b, from + 8);
    if (century < 0 || rest < 0 || b[from + 4] != '-' || b[from + 7] != '-') {
      return false;
    }
    int year = century * 100 + rest;
    if (year < 1 || month < 1 || month > 12 || day < 1) {
      return false;
    }
    boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    int days = month == 2 && leap ? 29 : DAYS[month - 1];
    if (day > days) {
      return false;
    }
    // Years are counted from March, so that the leap day is the last of its year.
    int marchYear = month > 2 ? year : year - 1;
    int marchMonth = month > 2 ? month - 3 : month + 9;
    int dayOfYear = (153 * marchMonth + 2) / 5 + day - 1;
    epochDay =
        marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468;
    return true;
  }

  /** Returns two digits as a number, negative if they are none. */
  private static int two(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
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
    int value = 0;
    for (int i = from + 1; i < to; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    for (int i = digits; i < 6; i++) {
      value *= 10;
    }
    return value;
  }
}
