package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.s3ingest.decode.InferredSchema;
import java.io.CharConversionException;
import java.nio.charset.MalformedInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.json.JsonInferSchema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function2;

/** Infers columns with Spark's own rules: sorted by name, bad records as Spark's mode wants it. */
final class JsonInference {
  private final JsonSettings settings;
  private final String uri;
  private final JsonInferSchema rules;
  private final JsonFactory factory;
  private final Function2<DataType, DataType, DataType> merger;

  JsonInference(JsonSettings settings, String uri) {
    this.settings = settings;
    this.uri = uri;
    this.rules = new JsonInferSchema(settings.spark());
    this.factory = settings.spark().buildJsonFactory();
    this.merger =
        JsonInferSchema.compatibleRootType(settings.corruptColumn(), settings.spark().parseMode());
  }

  /** Reads whole records until {@code sampleBytes} are taken. */
  InferredSchema infer(JsonRecords records, long sampleBytes) {
    DataType root = new StructType();
    long count = 0;
    while (records.consumed() < sampleBytes && records.next()) {
      count++;
      DataType type = typeOf(records);
      if (type != null) {
        try {
          root = merger.apply(root, type);
        } catch (Exception e) { // Scala does not declare Spark's exceptions
          throw JsonFailures.corruptRecord(uri, records.line(), e);
        }
      }
    }
    StructType schema = root instanceof StructType struct ? struct : new StructType();
    return new InferredSchema((StructType) named(schema), count);
  }

  private DataType typeOf(JsonRecords records) {
    byte[] record = Arrays.copyOfRange(records.bytes(), records.start(), records.end());
    try (JsonParser parser = factory.createParser(record, 0, record.length)) {
      parser.nextToken();
      return rules.inferField(parser);
    } catch (RuntimeException
        | JsonProcessingException
        | MalformedInputException
        | CharConversionException e) {
      if (settings.isFailFast()) {
        throw JsonFailures.corruptRecord(uri, records.line(), e);
      }
      return settings.isPermissive()
          ? new StructType().add(settings.corruptColumn(), DataTypes.StringType)
          : null;
    } catch (Exception e) { // such as Spark's undeclared AnalysisException
      throw JsonFailures.notInferred(uri, records.line(), e);
    }
  }

  /**
   * Leaves out fields without a name, as Spark does. A name that a record has twice, which Spark
   * refuses, is one field: the last value counts, as in its parser. Names are sorted.
   */
  private DataType named(DataType type) {
    if (type instanceof ArrayType array) {
      return new ArrayType(named(array.elementType()), array.containsNull());
    }
    if (type instanceof StructType struct) {
      List<StructField> fields = new ArrayList<>();
      for (StructField field : struct.fields()) {
        if (!field.name().isEmpty()) {
          add(
              fields,
              new StructField(
                  field.name(), named(field.dataType()), field.nullable(), field.metadata()));
        }
      }
      return new StructType(fields.toArray(new StructField[0]));
    }
    return type;
  }

  private void add(List<StructField> fields, StructField field) {
    int last = fields.size() - 1;
    if (last < 0 || !fields.get(last).name().equals(field.name())) {
      fields.add(field);
      return;
    }
    if (isNothing(field.dataType())) {
      return;
    }
    if (isNothing(fields.get(last).dataType())) {
      fields.set(last, field);
      return;
    }
    DataType both =
        merger.apply(new StructType().add(fields.get(last)), new StructType().add(field));
    fields.set(last, ((StructType) both).apply(0));
  }

  /** Returns whether Spark leaves out a field of this type: an object that never has a field. */
  private static boolean isNothing(DataType type) {
    if (type instanceof ArrayType array) {
      return isNothing(array.elementType());
    }
    return type instanceof StructType struct
        && Arrays.stream(struct.fields()).allMatch(field -> isNothing(field.dataType()));
  }
}
