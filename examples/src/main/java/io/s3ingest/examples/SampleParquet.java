package io.s3ingest.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Writes rows as Parquet; the first row tells the types. */
final class SampleParquet {
  private SampleParquet() {}

  static byte[] write(List<Map<String, Object>> rows) throws IOException {
    Types.MessageTypeBuilder builder = Types.buildMessage();
    rows.get(0).forEach((name, value) -> builder.addField(type(name, value)));
    MessageType schema = builder.named("sample");
    Memory file = new Memory();
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (Map<String, Object> row : rows) {
        Group group = groups.newGroup();
        row.forEach((name, value) -> add(group, name, value));
        writer.write(group);
      }
    }
    return file.bytes.toByteArray();
  }

  private static Type type(String name, Object value) {
    if (value instanceof Long) {
      return Types.optional(PrimitiveTypeName.INT64).named(name);
    } else if (value instanceof Integer) {
      return Types.optional(PrimitiveTypeName.INT32).named(name);
    } else if (value instanceof Double) {
      return Types.optional(PrimitiveTypeName.DOUBLE).named(name);
    } else if (value instanceof Boolean) {
      return Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
    } else if (value instanceof BigDecimal) {
      return Types.optional(PrimitiveTypeName.INT64)
          .as(LogicalTypeAnnotation.decimalType(2, 12))
          .named(name);
    } else if (value instanceof LocalDate) {
      return Types.optional(PrimitiveTypeName.INT32)
          .as(LogicalTypeAnnotation.dateType())
          .named(name);
    } else if (value instanceof Instant) {
      return Types.optional(PrimitiveTypeName.INT64)
          .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
          .named(name);
    }
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }

  private static void add(Group group, String name, Object value) {
    if (value instanceof Long number) {
      group.add(name, number);
    } else if (value instanceof Integer number) {
      group.add(name, number);
    } else if (value instanceof Double number) {
      group.add(name, number);
    } else if (value instanceof Boolean flag) {
      group.add(name, flag);
    } else if (value instanceof BigDecimal decimal) {
      group.add(name, decimal.unscaledValue().longValueExact());
    } else if (value instanceof LocalDate day) {
      group.add(name, (int) day.toEpochDay());
    } else if (value instanceof Instant time) {
      group.add(name, ChronoUnit.MICROS.between(Instant.EPOCH, time));
    } else if (value != null) {
      group.add(name, value.toString());
    }
  }

  /** A file in memory. */
  private static final class Memory implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
          bytes.write(from, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
