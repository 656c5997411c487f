package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.S3IngestException;
import org.apache.spark.SparkThrowable;

/** Words what Jackson and Spark say about a record. */
final class JsonFailures {
  private JsonFailures() {}

  static S3IngestException corruptRecord(String uri, long line, Throwable failure) {
    return DecodeErrors.corruptRecord(
        uri, line, why(failure), DecodeErrors.READ_WITH_NULLS, failure);
  }

  /** Jackson speaks of what it stumbles over next, not of the byte. */
  static S3IngestException notUtf8(String uri, long line, Throwable failure) {
    return DecodeErrors.corruptRecord(
        uri,
        line,
        "it holds bytes that are not UTF-8",
        "Set encoding to the file's character set, or mode=PERMISSIVE to read it with NULLs",
        failure);
  }

  static S3IngestException notInferred(String uri, long line, Throwable failure) {
    return DecodeErrors.corruptRecord(
        uri,
        line,
        why(failure),
        "Give its column a type with schemaHints, or the whole schema with .schema()",
        failure);
  }

  private static String why(Throwable failure) {
    if (failure instanceof JsonProcessingException malformed) {
      String message = malformed.getOriginalMessage();
      // Jackson repeats the source behind what it expected.
      message = message.replaceAll("(?s)\\s*\\(start marker at .*\\)", "");
      return malformed.getLocation() == null
          ? firstLine(message)
          : "%s at column %d".formatted(firstLine(message), malformed.getLocation().getColumnNr());
    }
    String message =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    if (failure instanceof SparkThrowable) {
      message = message.replaceAll("^\\[[A-Z0-9_.]+] ", "").replaceAll("\\.? +SQLSTATE: .*$", "");
    }
    return firstLine(message);
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
