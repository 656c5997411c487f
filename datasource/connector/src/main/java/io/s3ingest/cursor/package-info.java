/** What has been taken: the ledger and the plan file, in their versioned on-disk form. */
package io.s3ingest.cursor;
