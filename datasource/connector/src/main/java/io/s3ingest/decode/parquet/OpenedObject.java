package io.s3ingest.decode.parquet;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** An object whose end has been proved to be a Parquet footer. The caller closes it. */
final class OpenedObject implements InputFile, AutoCloseable {
  private static final String AGAIN =
      "Upload the object again, or set onCorrupt=skip to leave it out";
  private static final int MAGIC_BYTES = 4;
  private static final int TRAILER_BYTES = 8;

  /** So much before a footer mostly holds the page indexes. */
  private static final int INDEX_BYTES = 64 << 10;

  private final ObjectContent content;
  private final ParquetSettings settings;
  private final ObjectRanges ranges;

  private OpenedObject(ObjectContent content, ParquetSettings settings) {
    this.content = content;
    this.settings = settings;
    this.ranges = new ObjectRanges(content);
  }

  /** Fetches the footer, mostly in one request or none, and checks its frame. */
  static OpenedObject of(ObjectContent content, ParquetSettings settings) {
    OpenedObject opened = new OpenedObject(content, settings);
    opened.fetchFooter();
    return opened;
  }

  String uri() {
    return content.object().uri();
  }

  Path path() {
    return new Path("s3", content.object().bucket(), "/" + content.object().key());
  }

  ObjectRanges ranges() {
    return ranges;
  }

  HadoopInputFile hadoopFile() throws IOException {
    return HadoopInputFile.fromStatus(
        new FileStatus(getLength(), false, 0, 0, 0, path()), settings.hadoop());
  }

  /** Returns the footer with the row groups whose middle lies in the range. */
  ParquetMetadata footer(long start, long length) {
    try {
      ParquetMetadata footer =
          ParquetFileReader.readFooter(
              this, settings.readOptions(path(), start, start + length), ranges);
      keepFooter();
      return footer;
    } catch (ParquetCryptoRuntimeException e) {
      throw encrypted(e);
    } catch (IOException | RuntimeException e) {
      S3IngestException worded = S3IngestException.in(e);
      if (worded != null) {
        throw worded;
      }
      throw DecodeErrors.corruptFile(
          uri(), footerStart(), "its footer cannot be read (" + e.getMessage() + ")", AGAIN, e);
    }
  }

  @Override
  public long getLength() {
    return content.object().size();
  }

  @Override
  public SeekableInputStream newStream() {
    return ranges;
  }

  private void fetchFooter() {
    long size = getLength();
    if (size < MAGIC_BYTES + TRAILER_BYTES) {
      throw DecodeErrors.corruptFile(
          uri(), 0, "the object has %d bytes, fewer than any Parquet file".formatted(size), AGAIN);
    }
    byte[] kept = content.store().tails().of(content.object());
    if (kept != null) {
      ranges.startWith(kept);
      return;
    }
    byte[] tail = ranges.tail(ObjectRanges.TAIL_BYTES);
    String magic =
        new String(tail, tail.length - MAGIC_BYTES, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    if (magic.equals("PARE")) {
      throw encrypted(null);
    }
    if (!magic.equals("PAR1")) {
      throw noMagic();
    }
    long length = footerLength(tail);
    if (length > size - MAGIC_BYTES - TRAILER_BYTES) {
      throw DecodeErrors.corruptFile(
          uri(),
          size - TRAILER_BYTES,
          "the footer is said to have %d bytes, the object has %d".formatted(length, size),
          AGAIN);
    }
    ranges.tail((int) Math.min(Integer.MAX_VALUE - 8, length + TRAILER_BYTES));
  }

  /** Keeps a footer that could be read for other tasks, with the indexes that lie before it. */
  private void keepFooter() {
    if (getLength() > ObjectRanges.TAIL_BYTES) {
      byte[] tail = ranges.tail(0);
      long bytes = Math.min(tail.length, footerLength(tail) + TRAILER_BYTES + INDEX_BYTES);
      byte[] end =
          bytes == tail.length
              ? tail
              : Arrays.copyOfRange(tail, tail.length - (int) bytes, tail.length);
      content.store().tails().keep(content.object(), end);
    }
  }

  private long footerStart() {
    byte[] tail = ranges.tail(TRAILER_BYTES);
    return getLength() - TRAILER_BYTES - footerLength(tail);
  }

  private static long footerLength(byte[] tail) {
    return ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - TRAILER_BYTES)
        & 0xffffffffL;
  }

  private S3IngestException noMagic() {
    byte[] head = new byte[MAGIC_BYTES];
    ranges.seek(0);
    try {
      ranges.readFully(head);
    } catch (IOException e) {
      throw io.s3ingest.error.InternalErrors.unexpected("read " + uri(), e);
    }
    if ((head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
      return DecodeErrors.corruptFile(
          uri(),
          0,
          "a Parquet file is compressed inside, this one is gzip around it",
          "Upload it without gzip");
    }
    if (new String(head, StandardCharsets.ISO_8859_1).equals("PAR1")) {
      return DecodeErrors.corruptFile(
          uri(),
          getLength() - MAGIC_BYTES,
          "the file begins as Parquet but does not end with PAR1: it is cut short",
          AGAIN);
    }
    return DecodeErrors.corruptFile(
        uri(),
        getLength() - MAGIC_BYTES,
        "there is no Parquet footer, which ends with PAR1",
        "Set fileFormat to what the object is, or exclude it with excludePatterns");
  }

  private S3IngestException encrypted(Throwable cause) {
    return DecodeErrors.corruptFile(
        uri(),
        getLength() - MAGIC_BYTES,
        "the Parquet file is encrypted, and keys for it cannot be given",
        "Write it without encryption, or exclude it with excludePatterns",
        cause);
  }

  @Override
  public void close() {
    ranges.close();
  }
}
