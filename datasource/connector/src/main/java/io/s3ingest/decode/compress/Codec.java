package io.s3ingest.decode.compress;

import io.s3ingest.options.Compression;
import java.io.InputStream;

/** How one compression is told and read. Stateless. */
interface Codec {
  /** So many first bytes tell every compression that bytes can tell. */
  int HEAD_BYTES = 10;

  /** Returns whether the first bytes of an object are those of this compression. */
  boolean recognizes(byte[] head);

  /** Returns the bytes that an object must begin with, in hexadecimal digits; null if any may. */
  String beginning();

  /** Opens the text of stored bytes. Closing it closes {@code in}. */
  InputStream open(InputStream in, Stored stored);

  /** Returns the one of a compression that is known. */
  static Codec of(Compression compression) {
    return switch (compression) {
      case GZIP -> GzipCodec.INSTANCE;
      case BZIP2 -> Bzip2Codec.INSTANCE;
      case ZSTD -> ZstdCodec.INSTANCE;
      case DEFLATE -> LibraryCodec.DEFLATE;
      case LZ4 -> LibraryCodec.LZ4;
      case SNAPPY -> LibraryCodec.SNAPPY;
      case AUTO, NONE -> throw new IllegalArgumentException("unknown " + compression);
    };
  }
}
