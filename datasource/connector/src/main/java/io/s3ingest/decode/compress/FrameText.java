package io.s3ingest.decode.compress;

import java.io.IOException;
import java.io.InputStream;

/** The text of frames, one after the other. */
abstract class FrameText extends InputStream {
  /** Returns where the frame begins that the last byte was of. */
  abstract long frame();

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] out, int offset, int length) throws IOException;
}
