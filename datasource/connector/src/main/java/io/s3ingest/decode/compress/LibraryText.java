package io.s3ingest.decode.compress;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.S3IngestException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Words what a library says of stored bytes that it cannot read. Not thread-safe. */
final class LibraryText extends BulkInput {
  private static final int BLOCK_BYTES = 64 << 10;

  private final Counted in;
  private final Library library;
  private final Stored stored;
  private final String name;
  private InputStream text;

  /** Opens the text of stored bytes. */
  interface Library {
    InputStream open(InputStream stored) throws IOException;
  }

  LibraryText(InputStream in, Library library, Stored stored, String name) {
    this.in = new Counted(in, stored.uri());
    this.library = library;
    this.stored = stored;
    this.name = name;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    try {
      if (text == null) {
        text = library.open(new BufferedInputStream(in, BLOCK_BYTES));
      }
      return text.read(out, offset, length);
    } catch (S3IngestException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (e instanceof EOFException) {
        throw DecodeErrors.truncated(stored.uri(), position(), name);
      }
      String why = e.getMessage() == null ? "invalid data" : e.getMessage();
      throw DecodeErrors.damaged(stored.uri(), position(), name, why, e);
    }
  }

  private long position() {
    return stored.position() + in.count;
  }

  @Override
  public void close() throws IOException {
    try (InputStream raw = in) {
      if (text != null) {
        text.close();
      }
    }
  }

  /** Counts what the library has taken, and keeps failures of the store apart from its own. */
  private static final class Counted extends FilterInputStream {
    private final String uri;
    private long count;

    Counted(InputStream in, String uri) {
      super(in);
      this.uri = uri;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
      try {
        int read = in.read(out, offset, length);
        count += Math.max(0, read);
        return read;
      } catch (IOException e) {
        throw Decompression.unreadable(uri, e);
      }
    }
  }
}
