package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.s3ingest.decode.Misfit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Parses one record with Spark's own parser. Not thread-safe. */
final class RecordParser {
  private final StructType schema;
  private final JsonFactory factory;
  private final JacksonParser lineParser;
  private final JacksonParser elementParser;

  /** What became of a record: its rows, and why they are not the whole truth. */
  record Outcome(Iterable<InternalRow> rows, Throwable failure, UTF8String text) {}

  @SuppressWarnings("unchecked") // The type of Scala's empty sequence is lost on the way.
  RecordParser(StructType schema, JsonSettings settings) {
    scala.collection.immutable.Seq<org.apache.spark.sql.sources.Filter> noFilters =
        scala.collection.immutable.Seq$.MODULE$.<org.apache.spark.sql.sources.Filter>empty();
    this.schema = schema;
    factory = settings.spark().buildJsonFactory();
    lineParser = new JacksonParser(schema, settings.spark(), true, noFilters);
    elementParser = new JacksonParser(schema, settings.spark(), false, noFilters);
  }

  /** Returns Spark's parser, for its converters of single values. */
  JacksonParser spark() {
    return lineParser;
  }

  /** Parses the record; {@code arraysAreRows} as {@link JsonRecords#arraysAreRows()} says. */
  Outcome parse(byte[] bytes, int start, int end, boolean arraysAreRows) {
    // Spark's parser cuts raw text out of the array by offsets that count from its beginning.
    byte[] record = Arrays.copyOfRange(bytes, start, end);
    try {
      return new Outcome(
          scala.jdk.javaapi.CollectionConverters.asJava(
              (arraysAreRows ? lineParser : elementParser)
                  .parse(record, RecordParser::parser, UTF8String::fromBytes)),
          null,
          null);
    } catch (Exception e) { // Scala does not declare BadRecordException
      if (e instanceof BadRecordException bad) {
        return new Outcome(
            Arrays.asList(bad.partialResults().apply()), bad.cause(), bad.record().apply());
      }
      if (e instanceof SparkException || e instanceof ParseException) {
        // Spark forgets that a time in an array of records may be bad, and fails its job.
        return new Outcome(List.of(), e, UTF8String.fromBytes(record));
      }
      if (e instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      throw new UncheckedIOException(e instanceof IOException io ? io : new IOException(e));
    }
  }

  /**
   * Finds the fields of an object that are no value of their column, as far as it is JSON at all.
   */
  List<Misfit.Field> badFields(byte[] bytes, int start, int end) {
    byte[] record = Arrays.copyOfRange(bytes, start, end);
    List<Misfit.Field> out = new ArrayList<>();
    try (JsonParser parser = parser(factory, record)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return out;
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        if (from < 0 || to < from) {
          return out; // What looks like UTF-16 has no places in bytes.
        }
        scala.Option<Object> column = schema.getFieldIndex(name);
        byte[] text = Arrays.copyOfRange(record, from, to);
        if (column.isDefined() && !isValue(schema.apply((int) column.get()), text)) {
          out.add(new Misfit.Field(schema.apply((int) column.get()), text));
        }
      }
    } catch (IOException e) {
      // What is behind is no JSON, and the record bad as a whole.
    }
    return out;
  }

  private boolean isValue(StructField column, byte[] text) {
    try (JsonParser parser = parser(factory, text)) {
      parser.nextToken();
      lineParser.makeConverter(column.dataType()).apply(parser);
      return true;
    } catch (Exception e) { // Scala does not declare what its converters throw.
      return false;
    }
  }

  static JsonParser parser(JsonFactory factory, byte[] record) {
    try {
      return factory.createParser(record, 0, record.length);
    } catch (IOException e) {
      // Spark takes it for a bad record, as it would what the Scala compiler lets pass.
      RecordParser.<RuntimeException>throwUndeclared(e);
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(Throwable e) throws E {
    throw (E) e;
  }
}
