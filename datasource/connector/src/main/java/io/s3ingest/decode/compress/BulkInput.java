package io.s3ingest.decode.compress;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is made to be read block by block; one byte costs as much as many. */
abstract class BulkInput extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] out, int offset, int length) throws IOException;
}
