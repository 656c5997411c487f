package io.s3ingest.spark.stream;

import io.s3ingest.cursor.StreamHeader;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.spark.read.ExactReads;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Writes down what a stream is at its first start, and compares it at each later one. */
final class StreamStart {
  private static final String AS_CHANGES = " as changes";

  private StreamStart() {}

  /** Logs the header unless there is one. */
  static void log(StreamLog log, ExactReads reads, boolean changes, String from, Instant now) {
    if (log.header() == null) {
      log.begin(
          new StreamHeader(
              UUID.randomUUID().toString(),
              now,
              place(reads, changes),
              from,
              reads.schema().json(),
              reads.schemaInferred()));
    }
  }

  /** Returns the header; refuses that of a stream of something else. */
  static StreamHeader check(StreamLog log, ExactReads reads, boolean changes) {
    StreamHeader header = log.requireHeader();
    List<String> place = place(reads, changes);
    if (!header.place().equals(place)) {
      throw StreamErrors.otherPlace(
          log.files().uri(""), String.join(", ", header.place()), String.join(", ", place));
    }
    StructType logged = (StructType) DataType.fromJson(header.schemaJson());
    if (header.schemaInferred() && reads.schemaInferred() && !logged.equals(reads.schema())) {
      throw StreamErrors.otherSchema(log.files().uri(""), logged.toDDL(), reads.schema().toDDL());
    }
    return header;
  }

  private static List<String> place(ExactReads reads, boolean changes) {
    return reads.place().stream().map(uri -> changes ? uri + AS_CHANGES : uri).toList();
  }
}
