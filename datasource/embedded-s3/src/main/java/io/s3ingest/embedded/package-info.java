/** An S3 server that needs no more than a JVM, for tests and the quickstart. */
package io.s3ingest.embedded;
