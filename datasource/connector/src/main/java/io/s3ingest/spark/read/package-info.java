/** Batch reading through DataSource V2. */
package io.s3ingest.spark.read;
