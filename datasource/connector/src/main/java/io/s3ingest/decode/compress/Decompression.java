package io.s3ingest.decode.compress;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import io.s3ingest.store.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;

/** Opens the decompressed bytes of an object. */
public final class Decompression {
  private static final int MAGIC_BYTES = 2;

  private Decompression() {}

  /**
   * Opens an object from its first byte. Gzip is told by the name and checked, or found, by its
   * first two bytes; all members are read, their checksums and lengths verified: by the native
   * library in memory if the content allows it, else as they come. The caller closes the stream,
   * whose reads fail with {@code CORRUPT_FILE} and the position in the stored bytes.
   */
  public static InputStream open(ObjectContent content, Compression compression) {
    ObjectRef object = content.object();
    InputStream raw = content.store().open(object);
    if (compression == Compression.NONE) {
      return raw;
    }
    try {
      byte[] head = raw.readNBytes(MAGIC_BYTES);
      boolean gzip = head.length == MAGIC_BYTES && head[0] == 0x1f && head[1] == (byte) 0x8b;
      String declaredBy = declaredBy(object, compression);
      if (!gzip && declaredBy != null) {
        throw DecodeErrors.notGzip(object.uri(), declaredBy);
      }
      if (!gzip) {
        return joined(head, raw);
      }
      long most = content.wholeBytes();
      // What is inflated is hardly ever smaller than what is stored.
      InputStream inflater =
          object.size() <= most / 2 && NativeGzip.isAvailable()
              ? new WholeGzip(joined(head, raw), object.size(), object.uri(), most, content.parts())
              : new GzipStream(raw, object.uri());
      return new MeasuredGzip(inflater, content.parts().work());
    } catch (IOException | RuntimeException e) {
      close(raw, e);
      throw unreadable(object.uri(), e);
    }
  }

  /** Returns whether {@link #open} would look for compressed bytes in the object, or find some. */
  public static boolean isCompressed(ObjectContent content, Compression compression) {
    ObjectRef object = content.object();
    if (compression == Compression.NONE || object.size() < MAGIC_BYTES) {
      return false;
    }
    if (declaredBy(object, compression) != null) {
      return true;
    }
    byte[] head = content.store().read(object, 0, MAGIC_BYTES);
    return head[0] == 0x1f && head[1] == (byte) 0x8b;
  }

  /** Words a read that failed below us; what the store has worded is passed on. */
  static RuntimeException unreadable(String uri, Exception failure) {
    S3IngestException worded = S3IngestException.in(failure);
    return worded != null ? worded : InternalErrors.unexpected("read " + uri, failure);
  }

  private static InputStream joined(byte[] head, InputStream rest) {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest);
  }

  private static String declaredBy(ObjectRef object, Compression compression) {
    if (compression == Compression.GZIP) {
      return "option 'compression'";
    }
    String name = object.key().toLowerCase(Locale.ROOT);
    return name.endsWith(".gz") || name.endsWith(".gzip") ? "its name" : null;
  }

  private static void close(InputStream in, Exception failure) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
