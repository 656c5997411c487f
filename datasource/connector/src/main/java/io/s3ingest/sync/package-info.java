/** Plan, stage, check, and commit rows and cursor in one snapshot. */
package io.s3ingest.sync;
