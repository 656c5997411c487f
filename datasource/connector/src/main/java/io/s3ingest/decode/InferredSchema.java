package io.s3ingest.decode;

import org.apache.spark.sql.types.StructType;

/**
 * What one object says about its columns, in its own order.
 *
 * @param schema types as sampled; {@code NullType} where every sampled value is null
 * @param records how many records were looked at
 */
public record InferredSchema(StructType schema, long records) {}
