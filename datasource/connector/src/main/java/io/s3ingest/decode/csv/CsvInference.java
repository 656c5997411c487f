package io.s3ingest.decode.csv;

import io.s3ingest.decode.InferredSchema;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.csv.CSVInferSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Infers the columns of one object by the rules of Spark's {@code inferSchema}. */
final class CsvInference {
  private final CsvSource source;
  private final long sampleBytes;
  private final boolean typed;

  CsvInference(CsvSource source, long sampleBytes) {
    this.source = source;
    this.sampleBytes = sampleBytes;
    this.typed = source.spark().infersTypes();
  }

  /** Looks at the records that begin in the first {@code sampleBytes}, but at one at least. */
  InferredSchema infer() {
    String[] header = source.header();
    boolean headerless = !source.dialect().header();
    if (header == null && !headerless) {
      return new InferredSchema(new StructType(), 0);
    }
    CSVInferSchema inference = source.spark().inference();
    DataType[] types = header == null ? null : nulls(header.length);
    long records = 0;
    while ((records == 0 || source.consumed() < sampleBytes) && source.next()) {
      String[] texts = source.texts();
      records++;
      if (texts == null) {
        continue;
      }
      if (types == null) {
        header = source.spark().safeHeader(texts);
        types = nulls(texts.length);
      }
      if (typed) {
        types = inference.inferRowType(types, texts);
      }
    }
    StructField[] fields = new StructField[types == null ? 0 : types.length];
    for (int i = 0; i < fields.length; i++) {
      DataType type = typed ? types[i] : DataTypes.StringType;
      fields[i] = DataTypes.createStructField(header[i], type, true);
    }
    return new InferredSchema(new StructType(fields), records);
  }

  private static DataType[] nulls(int count) {
    DataType[] out = new DataType[count];
    Arrays.fill(out, DataTypes.NullType);
    return out;
  }
}
