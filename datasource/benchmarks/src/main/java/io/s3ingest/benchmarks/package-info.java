/** Measures s3ingest beside Spark's own readers and other engines. */
package io.s3ingest.benchmarks;
