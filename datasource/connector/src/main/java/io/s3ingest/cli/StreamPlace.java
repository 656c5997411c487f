package io.s3ingest.cli;

import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;

/**
 * Where the objects of a stream lie. A folder whose objects are all gone cannot be told from one
 * that never was until the sync asks what it has taken.
 *
 * @param absent what to say if nothing was ever taken from there; null where objects are there
 */
record StreamPlace(TableScope scope, S3IngestException absent) {

  /** Returns the better one of two reasons for a failure. */
  S3IngestException reason(S3IngestException failure) {
    return absent != null && failure.condition() == ErrorCondition.NO_MATCHING_FILES
        ? absent
        : failure;
  }
}
