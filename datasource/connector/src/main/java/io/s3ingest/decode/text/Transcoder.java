package io.s3ingest.decode.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns text of any character set into UTF-8; what is malformed becomes U+FFFD. */
public final class Transcoder extends InputStream {
  private static final int CHARS = 32 << 10;

  private final Reader reader;
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
  private final CharBuffer chars = CharBuffer.allocate(CHARS).flip();
  private final ByteBuffer bytes = ByteBuffer.allocate(CHARS * 3 + 16).flip();
  private boolean ended;

  private Transcoder(InputStream in, Charset charset) {
    this.reader = new InputStreamReader(in, charset);
  }

  /** Returns {@code in} as UTF-8: itself if it is that already. */
  public static InputStream toUtf8(InputStream in, Charset charset) {
    return charset.equals(StandardCharsets.UTF_8) ? in : new Transcoder(in, charset);
  }

  @Override
  public int read() throws IOException {
    return refill() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!refill()) {
      return -1;
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(out, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private boolean refill() throws IOException {
    while (!bytes.hasRemaining()) {
      if (ended) {
        return false;
      }
      chars.compact();
      ended = reader.read(chars) < 0;
      chars.flip();
      bytes.clear();
      CoderResult result = encoder.encode(chars, bytes, ended);
      if (result.isError()) {
        result.throwException();
      }
      bytes.flip();
    }
    return true;
  }
}
