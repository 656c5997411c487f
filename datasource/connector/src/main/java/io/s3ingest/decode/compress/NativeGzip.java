package io.s3ingest.decode.compress;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inflates gzip members that lie whole in memory by libdeflate, which is twice as fast as what Java
 * has and checks checksum and length too. Where it is not to be had nothing is lost but time.
 */
final class NativeGzip implements AutoCloseable {
  /** Set to {@code java} to leave the library alone. */
  static final String PROPERTY = "s3ingest.inflate";

  private static final Logger LOG = LoggerFactory.getLogger(NativeGzip.class);
  private static final int SUCCESS = 0;

  private final Pointer decompressor = Functions.libdeflate_alloc_decompressor();
  private final LongByReference consumed = new LongByReference();
  private final LongByReference produced = new LongByReference();

  NativeGzip() {
    if (decompressor == null) {
      throw new OutOfMemoryError("a decompressor of libdeflate");
    }
  }

  /** Returns whether the library works here; tried once per JVM. */
  static boolean isAvailable() {
    return !"java".equals(System.getProperty(PROPERTY)) && Probe.WORKS;
  }

  /**
   * Inflates the member that begins at {@code from}, to another place of the same memory.
   *
   * @return whether all of it is there: if not, it needs more than {@code space}, is damaged, cut,
   *     or no gzip
   */
  boolean inflate(Memory memory, long from, long length, long to, long space) {
    int result =
        Functions.libdeflate_gzip_decompress_ex(
            decompressor,
            memory.share(from, length),
            length,
            memory.share(to, space),
            space,
            consumed.getPointer(),
            produced.getPointer());
    return result == SUCCESS;
  }

  /** Returns the stored bytes of the member that was inflated last. */
  long consumed() {
    return consumed.getValue();
  }

  /** Returns the bytes that came out of the member that was inflated last. */
  long produced() {
    return produced.getValue();
  }

  @Override
  public void close() {
    Functions.libdeflate_free_decompressor(decompressor);
  }

  /** The library's own names. */
  private static final class Functions {
    private Functions() {}

    static native Pointer libdeflate_alloc_decompressor();

    static native void libdeflate_free_decompressor(Pointer decompressor);

    static native int libdeflate_gzip_decompress_ex(
        Pointer decompressor,
        Pointer in,
        long inLength,
        Pointer out,
        long outLength,
        Pointer consumed,
        Pointer produced);
  }

  private static final class Probe {
    static final boolean WORKS = works();

    private Probe() {}

    private static boolean works() {
      try (ExtractedLibrary library = ExtractedLibrary.ofThisMachine()) {
        if (library == null) {
          return false;
        }
        Path file = library.file();
        Native.register(Functions.class, NativeLibrary.getInstance(file.toString()));
        return inflatesASample();
      } catch (IOException | RuntimeException | LinkageError e) {
        LOG.debug("gzip is inflated by Java: {}", e.toString());
        return false;
      }
    }

    private static boolean inflatesASample() throws IOException {
      byte[] text = "s3ingest,".repeat(1000).getBytes(StandardCharsets.US_ASCII);
      ByteArrayOutputStream stored = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
        gzip.write(text);
      }
      try (NativeGzip library = new NativeGzip();
          Memory memory = new Memory((long) stored.size() + text.length)) {
        memory.write(0, stored.toByteArray(), 0, stored.size());
        return library.inflate(memory, 0, stored.size(), stored.size(), text.length)
            && Arrays.equals(memory.getByteArray(stored.size(), text.length), text);
      }
    }
  }
}
