/** Schemas: merging what files say, hints of the user, partition columns, our own columns. */
package io.s3ingest.schema;
