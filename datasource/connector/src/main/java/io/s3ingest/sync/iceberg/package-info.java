/** The Iceberg side of sync; alone sees Iceberg. */
package io.s3ingest.sync.iceberg;
