/** Typed option keys with defaults, rules and docs, and the immutable records they become. */
package io.s3ingest.options;
