/** The only place that words a user-facing failure. */
package io.s3ingest.error;
