/** Formats: from the bytes of an object to column batches. */
package io.s3ingest.decode;
