/** Measures the stages of a read of text, each alone and in memory, with JMH. */
package io.s3ingest.benchmarks.stages;
