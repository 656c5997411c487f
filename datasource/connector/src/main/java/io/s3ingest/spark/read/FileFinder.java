package io.s3ingest.spark.read;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.options.ReadOptions;
import org.apache.spark.sql.types.StructType;

/** Finds the files of one table, anew each time it is asked. */
interface FileFinder {
  /** Looks at the table and infers its schema; fails if nothing is there. */
  ResolvedTable resolve(ReadOptions options, DecodeOptions decoding);

  /**
   * Finds the files as they are now.
   *
   * @param given the columns that the files are read with, ours not among them
   */
  FoundFiles find(ReadOptions options, DecodeOptions decoding, StructType given);

  /** Returns where a stream has to look again and again; fails if the files are fixed. */
  TableScope scope(ReadOptions options);
}
