/** The data source that Spark finds; thin adapters. */
package io.s3ingest.spark;
