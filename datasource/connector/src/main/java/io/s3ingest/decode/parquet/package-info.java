/** Parquet: Spark's vectorised reader over ranged GETs of our own. */
package io.s3ingest.decode.parquet;
