/** The port to an object store, and the per-JVM registry of its clients. */
package io.s3ingest.store;
