/** What became of the keys of a bucket: from versions and listings to changes in their order. */
package io.s3ingest.changes;
