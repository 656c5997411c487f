package io.s3ingest.decode.compress;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.TextEdges;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/** Opens the decompressed bytes of an object. */
public final class Decompression {
  private Decompression() {}

  /**
   * Opens an object from its first byte. How it is compressed is told by the option or the name and
   * checked, or found, by its first bytes; all of it is read, its checksums and lengths verified:
   * gzip by the native library in memory if the content allows it, else as it comes. The caller
   * closes the stream, whose reads fail with {@code CORRUPT_FILE} and the position in the stored
   * bytes.
   */
  public static InputStream open(ObjectContent content, Compression compression) {
    ObjectRef object = content.object();
    InputStream raw = content.store().open(object);
    if (compression == Compression.NONE) {
      return raw;
    }
    try {
      byte[] head = raw.readNBytes(Codec.HEAD_BYTES);
      Codec codec = codec(object, compression, head);
      InputStream whole = joined(head, raw);
      return codec == null
          ? whole
          : inflated(codec, whole, object.size(), Stored.whole(object.uri()), content);
    } catch (IOException | RuntimeException e) {
      close(raw, e);
      throw unreadable(object.uri(), e);
    }
  }

  /** Opens the text of a piece, compressed or not. */
  public static InputStream open(ObjectContent content, Compression compression, FileSplit piece) {
    ObjectStore store = content.store();
    ObjectRef object = content.object();
    TextEdges edges = piece.edges();
    if (edges == null) {
      return store.open(object, piece.start(), piece.length());
    }
    FrameCodec codec = frames(content, compression);
    Stored stored = new Stored(object.uri(), piece.start(), piece.end() == object.size());
    long length = Math.min(piece.length() + codec.overhang(), object.size() - piece.start());
    InputStream raw = store.open(object, piece.start(), length);
    try {
      return new PieceText(
          object.uri(),
          piece.end(),
          inflated(codec, raw, piece.length(), stored, content),
          () -> behind(content, codec, piece.end()),
          edges.skipped(),
          edges.added());
    } catch (IOException | RuntimeException e) {
      close(raw, e);
      throw unreadable(object.uri(), e);
    }
  }

  /** Opens the text before a piece; it is read as it is asked for. */
  public static InputStream before(
      ObjectContent content, Compression compression, FileSplit piece) {
    ObjectRef object = content.object();
    if (piece.edges() == null) {
      return new StoredWindows(content.store(), object, 0, piece.start());
    }
    FrameCodec codec = frames(content, compression);
    long end = Math.min(piece.start() + codec.overhang(), object.size());
    StoredWindows raw = new StoredWindows(content.store(), object, 0, end);
    InputStream frames = codec.open(raw, new Stored(object.uri(), 0, false));
    return new PieceText(
        object.uri(),
        piece.start(),
        frames,
        () -> behind(content, codec, piece.start()),
        0,
        piece.edges().skipped());
  }

  /** Returns how many bytes of text lie behind a piece, counting to {@code most} of them. */
  public static long bytesBehind(
      ObjectContent content, Compression compression, FileSplit piece, long most) {
    ObjectRef object = content.object();
    if (piece.edges() == null || piece.end() == object.size()) {
      return object.size() - piece.end();
    }
    long before = piece.edges().added();
    try (InputStream text = behind(content, frames(content, compression), piece.end())) {
      text.skipNBytes(before);
      byte[] block = new byte[8192];
      long count = 0;
      for (int read; count < most && (read = text.read(block)) >= 0; ) {
        count += read;
      }
      return count;
    } catch (IOException e) {
      throw unreadable(object.uri(), e);
    }
  }

  /** Opens the first bytes of the text of an object. */
  public static InputStream head(ObjectContent content, Compression compression, long bytes) {
    ObjectRef object = content.object();
    Codec codec = codec(content, compression);
    if (codec == null) {
      return content.store().open(object, 0, Math.min(bytes, object.size()));
    }
    InputStream raw = new StoredWindows(content.store(), object, 0, object.size());
    return new Head(codec.open(raw, Stored.whole(object.uri())), bytes);
  }

  /** Returns whether {@link #open} would decompress the object. */
  public static boolean isCompressed(ObjectContent content, Compression compression) {
    return codec(content, compression) != null;
  }

  /** Inflates what the first bytes of an object give, which end anywhere. */
  public static byte[] inflatedHead(byte[] stored, String objectName, int most) {
    Codec codec = null;
    Compression named = Compression.ofName(objectName);
    for (Compression compression : Compression.values()) {
      if (compression != Compression.AUTO && compression != Compression.NONE) {
        Codec candidate = Codec.of(compression);
        boolean known = candidate.recognizes(stored);
        codec = known || codec == null && compression == named ? candidate : codec;
      }
    }
    if (codec == null || codec.beginning() != null && !codec.recognizes(stored)) {
      return stored;
    }
    byte[] out = new byte[most];
    int length = 0;
    try (InputStream in = codec.open(new ByteArrayInputStream(stored), Stored.whole(objectName))) {
      for (int count; length < most && (count = in.read(out, length, most - length)) > 0; ) {
        length += count;
      }
    } catch (IOException | S3IngestException e) {
      // The head ends inside the stream: what came out of it so far is what was wanted.
    }
    return Arrays.copyOf(out, length);
  }

  /** Returns how an object is compressed, by its name or its first bytes; null if it is not. */
  static Codec codec(ObjectContent content, Compression compression) {
    ObjectRef object = content.object();
    if (compression == Compression.NONE || object.size() == 0) {
      return null;
    }
    Compression declared = declared(object, compression);
    if (declared != null) {
      return Codec.of(declared);
    }
    int length = (int) Math.min(Codec.HEAD_BYTES, object.size());
    return recognized(content.store().read(object, 0, length));
  }

  private static FrameCodec frames(ObjectContent content, Compression compression) {
    if (codec(content, compression) instanceof FrameCodec frames) {
      return frames;
    }
    throw DecodeErrors.shortText(content.object().uri(), 0);
  }

  private static InputStream behind(ObjectContent content, FrameCodec codec, long place) {
    ObjectRef object = content.object();
    return codec.open(
        new StoredWindows(content.store(), object, place, object.size()),
        new Stored(object.uri(), place, true));
  }

  private static InputStream inflated(
      Codec codec, InputStream raw, long length, Stored stored, ObjectContent content)
      throws IOException {
    TaskParts parts = content.parts();
    long most = content.wholeBytes();
    InputStream text;
    // What is inflated is hardly ever smaller than what is stored.
    if (codec == GzipCodec.INSTANCE && length <= most / 2 && NativeGzip.isAvailable()) {
      text = new WholeGzip(raw, length, stored, most, parts);
    } else {
      text = codec.open(raw, stored);
      text = most > 0 && length > InflatedAhead.FEWEST_BYTES ? new InflatedAhead(text) : text;
    }
    return new MeasuredText(text, parts.work());
  }

  /** Returns the codec of these first bytes; null if they are those of plain text. */
  private static Codec codec(ObjectRef object, Compression compression, byte[] head) {
    Compression declared = declared(object, compression);
    if (declared == null) {
      return recognized(head);
    }
    Codec codec = Codec.of(declared);
    if (codec.beginning() != null && !codec.recognizes(head)) {
      throw DecodeErrors.notCompressed(
          object.uri(),
          compression == Compression.AUTO ? "its name" : "option 'compression'",
          declared.toString(),
          codec.beginning());
    }
    return codec;
  }

  private static Codec recognized(byte[] head) {
    for (Compression compression : Compression.values()) {
      if (compression != Compression.AUTO && compression != Compression.NONE) {
        Codec codec = Codec.of(compression);
        if (codec.recognizes(head)) {
          return codec;
        }
      }
    }
    return null;
  }

  private static Compression declared(ObjectRef object, Compression compression) {
    return compression == Compression.AUTO ? Compression.ofName(object.key()) : compression;
  }

  /** Words a read that failed below us; what the store has worded is passed on. */
  static RuntimeException unreadable(String uri, Exception failure) {
    S3IngestException worded = S3IngestException.in(failure);
    return worded != null ? worded : InternalErrors.unexpected("read " + uri, failure);
  }

  private static InputStream joined(byte[] head, InputStream rest) {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest);
  }

  private static void close(InputStream in, Exception failure) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** So many bytes of a text. */
  private static final class Head extends java.io.FilterInputStream {
    private long left;

    Head(InputStream in, long bytes) {
      super(in);
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = in.read(out, offset, (int) Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }
  }
}
