package io.s3ingest.schema;

import org.apache.spark.sql.types.StructType;

/** What the file at {@code uri} says about its columns; NullType where it has seen no value. */
public record FileSchema(String uri, StructType schema) {}
