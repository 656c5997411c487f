/** Inference, merge and hints of schemas; knows types, not files. */
package io.s3ingest.schema;
