package io.s3ingest.cursor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a stream reads, and since when; {@code docs/format/stream.md} specifies its JSON.
 *
 * @param stream unique
 * @param place what is listed, as URIs
 * @param startingFrom earliest, latest or a time; decided at the first start
 * @param schemaJson Spark's JSON of all columns of the table
 * @param schemaInferred whether nobody gave those columns
 */
public record StreamHeader(
    String stream,
    Instant createdAt,
    List<String> place,
    String startingFrom,
    String schemaJson,
    boolean schemaInferred) {
  public StreamHeader {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(startingFrom, "startingFrom");
    Objects.requireNonNull(schemaJson, "schemaJson");
    place = List.copyOf(place);
  }
}
