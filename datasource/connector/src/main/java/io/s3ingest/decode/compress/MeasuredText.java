package io.s3ingest.decode.compress;

import io.s3ingest.metric.ReadWork;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what comes out of a compressed stream, and the time that this takes. */
final class MeasuredText extends FilterInputStream {
  private final ReadWork work;

  MeasuredText(InputStream in, ReadWork work) {
    super(in);
    this.work = work;
  }

  /** Returns the stream that inflates. */
  InputStream inflater() {
    return in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    long begun = System.nanoTime();
    long waited = work.waitNanos();
    int count = in.read(into, offset, length);
    work.inflated(Math.max(0, count), begun, waited);
    return count;
  }
}
