/** What was listed, skipped, read, decoded, rejected and committed, and how Spark shows it. */
package io.s3ingest.metric;
