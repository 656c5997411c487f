/**
 * The port over any Hadoop FileSystem. Weaker than S3's own protocol: there is no conditional read,
 * so an object is compared with its listing before the first and after the last byte; there are no
 * versions, tags or conditional writes; keys that a path cannot hold ({@code a//b}, {@code ../a})
 * do not exist; a folder and a file of one name exclude each other.
 */
package io.s3ingest.store.hadoop;
