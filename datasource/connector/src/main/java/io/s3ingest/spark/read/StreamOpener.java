package io.s3ingest.spark.read;

import io.s3ingest.error.InternalErrors;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;

/** Opens a table as a stream; found by {@link ServiceLoader}, because streams stand on reads. */
public interface StreamOpener {
  /** Returns the stream of a table; {@code checkpoint} is the folder of this source alone. */
  MicroBatchStream open(ExactReads reads, String checkpoint);

  /**
   * Returns the columns that a folder keeps for a place; if it keeps none, infers and keeps them.
   */
  ResolvedTable keptSchema(String folder, List<String> place, Supplier<ResolvedTable> inference);

  /** Returns the opener of this jar. */
  static StreamOpener installed() {
    return ServiceLoader.load(StreamOpener.class, StreamOpener.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> InternalErrors.unexpected("open a stream", null));
  }
}
