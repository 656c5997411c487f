package io.s3ingest.spark.stream;

import io.s3ingest.cursor.StreamCodec;
import io.s3ingest.cursor.StreamPosition;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** A position of the stream, as Spark keeps it. */
final class S3IngestOffset extends Offset {
  private final StreamPosition position;

  S3IngestOffset(StreamPosition position) {
    this.position = position;
  }

  long batch() {
    return position.batch();
  }

  StreamPosition position() {
    return position;
  }

  @Override
  public String json() {
    return StreamCodec.encode(position);
  }
}
