/** Measures s3ingest beside Spark's own readers. */
package io.s3ingest.benchmarks;
