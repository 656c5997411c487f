package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.cli.config.CatalogFile;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.options.SyncMode;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Writes discovered tables as a catalog file in which every stream is selected. */
final class CatalogJson {
  private CatalogJson() {}

  static ObjectNode of(List<DiscoveredTable> tables) {
    ObjectNode root = Json.object();
    ObjectNode selected = root.putObject("selected_streams");
    ArrayNode streams = root.putArray("streams");
    for (DiscoveredTable table : tables) {
      ObjectNode choice = selected.withArray("/" + escape(table.bucket())).addObject();
      choice.put("stream_name", table.name());
      choice.put("partition_regex", "");
      choice.put("normalization", true);
      describe(streams.addObject().putObject("stream"), table);
    }
    return root;
  }

  private static void describe(ObjectNode stream, DiscoveredTable table) {
    stream.put("name", table.name());
    stream.put("namespace", table.bucket());
    ObjectNode properties = stream.putObject("type_schema").putObject("properties");
    for (StructField field : table.schema().fields()) {
      column(properties, field.name(), field.dataType());
    }
    if (!properties.has(CatalogFile.CURSOR_FIELD)) {
      column(properties, CatalogFile.CURSOR_FIELD, DataTypes.TimestampType);
    }
    ArrayNode modes = stream.putArray("supported_sync_modes");
    modes.add(SyncMode.FULL_REFRESH.toString());
    modes.add(SyncMode.INCREMENTAL.toString());
    stream.putArray("available_cursor_fields").add(CatalogFile.CURSOR_FIELD);
    stream.put("cursor_field", CatalogFile.CURSOR_FIELD);
    stream.put("sync_mode", SyncMode.INCREMENTAL.toString());
    stream.put("destination_table", table.name());
  }

  private static void column(ObjectNode properties, String name, DataType type) {
    ObjectNode column = properties.putObject(name);
    column.putArray("type").add(typeName(type)).add("null");
    column.put("spark_type", type.sql());
  }

  private static String typeName(DataType type) {
    if (type instanceof BooleanType) {
      return "boolean";
    } else if (type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType) {
      return "integer_small";
    } else if (type instanceof LongType) {
      return "integer";
    } else if (type instanceof FloatType) {
      return "number_small";
    } else if (type instanceof DoubleType || type instanceof DecimalType) {
      return "number";
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return "timestamp_micro";
    } else if (type instanceof DateType) {
      return "timestamp";
    } else if (type instanceof ArrayType) {
      return "array";
    } else if (type instanceof StructType || type instanceof MapType) {
      return "object";
    }
    return "string";
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
