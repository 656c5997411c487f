package io.s3ingest.decode.json;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.text.LineReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.json.JSONOptionsInRead;
import org.apache.spark.sql.catalyst.util.FailFastMode$;
import org.apache.spark.sql.catalyst.util.PermissiveMode$;
import org.apache.spark.sql.internal.SQLConf;

/**
 * What one read of JSON obeys.
 *
 * @param given what the user set, names in lower case
 * @param charset null where it is told by the first bytes
 */
record JsonSettings(
    SQLConf session,
    JSONOptionsInRead spark,
    Map<String, String> given,
    Charset charset,
    long maxRecordBytes) {

  static JsonSettings of(DecodeOptions options) {
    SQLConf session = options.sessionConf();
    Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    given.putAll(options.text().json());
    String encoding = given.getOrDefault("encoding", given.get("charset"));
    // Text is UTF-8 by the time that Spark's parser sees it.
    Map<String, String> forSpark = new TreeMap<>(given);
    forSpark.keySet().removeIf(key -> key.matches("(?i)encoding|charset|lineSep|compression"));
    JSONOptionsInRead spark =
        new JSONOptionsInRead(
            scala.collection.immutable.Map.from(
                scala.jdk.javaapi.CollectionConverters.asScala(forSpark)),
            session.sessionLocalTimeZone(),
            session.columnNameOfCorruptRecord());
    return new JsonSettings(
        session,
        spark,
        given,
        encoding == null ? null : Charset.forName(encoding),
        options.maxRecordBytes());
  }

  /** Returns whether the user says what a file holds, which then has Spark's meaning. */
  boolean shapeGiven() {
    return given.containsKey("multiLine");
  }

  /** Returns what ends a line. */
  byte[] lineSeparator() {
    String separator = given.get("lineSep");
    return separator == null ? LineReader.ANY : separator.getBytes(StandardCharsets.UTF_8);
  }

  String corruptColumn() {
    return spark.columnNameOfCorruptRecord();
  }

  boolean isPermissive() {
    return spark.parseMode() == PermissiveMode$.MODULE$;
  }

  boolean isFailFast() {
    return spark.parseMode() == FailFastMode$.MODULE$;
  }

  /** Returns whether a string column takes the raw text of a value that is no string. */
  boolean exactStrings() {
    return Boolean.parseBoolean(session.getConf(SQLConf.JSON_EXACT_STRING_PARSING()).toString());
  }

  /** Returns whether dates are as casts take them. */
  boolean standardDates() {
    return !isLegacyTime() && spark.dateFormatInRead().isEmpty();
  }

  /** Returns whether dates are of the pattern that is also the usual form. */
  boolean isoDates() {
    return !isLegacyTime()
        && spark.dateFormatInRead().contains("yyyy-MM-dd")
        && spark.locale().equals(Locale.US);
  }

  /** Returns whether timestamps are as casts take them. */
  boolean standardTimestamps() {
    return !isLegacyTime() && spark.timestampFormatInRead().isEmpty();
  }

  /** Returns whether timestamps without a zone are as casts take them. */
  boolean standardLocalTimestamps() {
    return !isLegacyTime() && spark.timestampNTZFormatInRead().isEmpty();
  }

  /**
   * Returns whether lines may be left out by a filter. Where bad records are dropped, named or kept
   * each is judged whole, as where a time may fail the job.
   */
  boolean leavesOut() {
    return isPermissive()
        && session.jsonFilterPushDown()
        && !spark.allowBackslashEscapingAnyCharacter()
        && !session.legacyTimeParserPolicy().toString().equals("EXCEPTION");
  }

  private boolean isLegacyTime() {
    return session.legacyTimeParserPolicy().toString().equals("LEGACY");
  }
}
