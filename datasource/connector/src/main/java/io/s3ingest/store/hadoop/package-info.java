/** The port over any Hadoop FileSystem. */
package io.s3ingest.store.hadoop;
