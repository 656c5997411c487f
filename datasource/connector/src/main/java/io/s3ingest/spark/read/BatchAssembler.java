package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.vectorized.ColumnVectorUtils;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Puts the columns that are not in a split's data beside those that are. */
final class BatchAssembler {
  private final ReaderSpec spec;
  private final ColumnVector[] constants;
  private RowIndexVector rowIndex;

  BatchAssembler(ReaderSpec spec, FileSplit split, Object[] partitionValues) {
    this.spec = spec;
    this.constants = new ColumnVector[spec.output().size()];
    for (int i = 0; i < constants.length; i++) {
      ReaderSpec.OutputColumn column = spec.output().get(i);
      constants[i] =
          switch (column.origin()) {
            case DATA -> null;
            case PARTITION -> constant(column.field(), partitionValues[column.ordinal()]);
            case CHANGE -> constant(column.field(), FileFacts.value(split, column.field().name()));
            case MODIFIED_TIME ->
                constant(column.field(), FileFacts.micros(split.object().lastModified()));
            case METADATA -> metadata((StructType) column.field().dataType(), split);
          };
    }
  }

  /** Returns a batch of the output columns; its data columns stay those of {@code decoded}. */
  ColumnarBatch assemble(ColumnarBatch decoded, long firstRowIndex) {
    ColumnVector[] columns = new ColumnVector[constants.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] =
          constants[i] != null ? constants[i] : decoded.column(spec.output().get(i).ordinal());
    }
    if (rowIndex != null) {
      rowIndex.startAt(firstRowIndex);
    }
    return new ColumnarBatch(columns, decoded.numRows());
  }

  private ColumnVector metadata(StructType type, FileSplit split) {
    ColumnVector[] children = new ColumnVector[type.length()];
    for (int i = 0; i < children.length; i++) {
      StructField field = type.fields()[i];
      if (field.name().equals(OurColumns.ROW_INDEX)) {
        rowIndex = new RowIndexVector();
        children[i] = rowIndex;
      } else {
        children[i] = constant(field, FileFacts.value(split, field.name()));
      }
    }
    return new StructVector(type, children);
  }

  private static ConstantColumnVector constant(StructField field, Object value) {
    ConstantColumnVector vector = new ConstantColumnVector(1, field.dataType());
    if (value == null) {
      vector.setNull();
    } else {
      ColumnVectorUtils.populate(vector, new GenericInternalRow(new Object[] {value}), 0);
    }
    return vector;
  }
}
