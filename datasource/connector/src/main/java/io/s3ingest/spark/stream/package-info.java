/** Streams of what comes into a folder: offsets, the log of batches, limits. */
package io.s3ingest.spark.stream;
