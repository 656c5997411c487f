/** The port over S3's own protocol; alone sees the AWS SDK. */
package io.s3ingest.store.s3;
