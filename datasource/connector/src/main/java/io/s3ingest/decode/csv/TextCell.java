package io.s3ingest.decode.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/** Texts and binaries, whose bytes are taken as they stand. */
final class TextCell extends Cell {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int TWO_WORDS = 16;

  /** The texts of a block in one piece, which the vector then takes by one call. */
  private byte[] gathered = new byte[1 << 10];

  TextCell(WritableColumnVector vector) {
    super(vector);
  }

  @Override
  int run(RecordBlock block, int field, int row, int done) {
    byte[] b = block.bytes();
    long[] spans = block.spans();
    int stride = block.fields();
    int rows = block.rows();
    byte[] out = gathered;
    int size = 0;
    int offset = vector.arrayData().getElementsAppended();
    int i = done;
    for (int at = done * stride + field; i < rows; i++, at += stride) {
      long span = spans[at];
      if (span < 0) {
        if (span != RecordBlock.NULL) {
          break;
        }
        vector.putNull(row + i);
        continue;
      }
      int from = RecordBlock.from(span);
      int length = RecordBlock.to(span) - from;
      if (out.length - size < length + TWO_WORDS) {
        out = Arrays.copyOf(out, 2 * out.length + length);
        gathered = out;
      }
      if (length <= TWO_WORDS && from <= b.length - TWO_WORDS) {
        WORD.set(out, size, (long) WORD.get(b, from));
        WORD.set(out, size + 8, (long) WORD.get(b, from + 8));
      } else {
        System.arraycopy(b, from, out, size, length);
      }
      vector.putArray(row + i, offset + size, length);
      size += length;
    }
    vector.arrayData().appendBytes(size, out, 0);
    return i;
  }

  @Override
  boolean fast(byte[] b, int from, int to, int row) {
    vector.putByteArray(row, b, from, to - from);
    return true;
  }

  @Override
  void put(Object value, int row) {
    byte[] bytes = value instanceof UTF8String text ? text.getBytes() : (byte[]) value;
    vector.putByteArray(row, bytes);
  }
}
