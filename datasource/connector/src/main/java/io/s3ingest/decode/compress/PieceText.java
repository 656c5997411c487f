package io.s3ingest.decode.compress;

import io.s3ingest.error.DecodeErrors;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** The text of a piece: that of its frames, and what belongs to it of the text behind them. */
final class PieceText extends BulkInput {
  private final String uri;
  private final long end;
  private final InputStream frames;
  private final Supplier<InputStream> behind;
  private long skipped;
  private long added;
  private InputStream in;

  /**
   * Joins them.
   *
   * @param end where the frames end in the object
   * @param behind opens the text behind the frames; called at most once
   */
  PieceText(
      String uri,
      long end,
      InputStream frames,
      Supplier<InputStream> behind,
      long skipped,
      long added) {
    this.uri = uri;
    this.end = end;
    this.frames = frames;
    this.behind = behind;
    this.skipped = skipped;
    this.added = added;
    this.in = frames;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    while (skipped > 0) {
      byte[] block = new byte[(int) Math.min(skipped, 8192)];
      int count = next(block, 0, block.length);
      if (count < 0) {
        throw ends();
      }
      skipped -= count;
    }
    return next(out, offset, length);
  }

  private int next(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (in == frames) {
      int count = in.read(out, offset, length);
      if (count >= 0 || added == 0) {
        return count;
      }
      in = behind.get();
    }
    if (added == 0) {
      return -1;
    }
    int count = in.read(out, offset, (int) Math.min(length, added));
    if (count < 0) {
      throw ends();
    }
    added -= count;
    return count;
  }

  /** The plan says that there is more: it was made of other bytes. */
  private RuntimeException ends() {
    return DecodeErrors.shortText(uri, end);
  }

  @Override
  public void close() throws IOException {
    try (InputStream first = frames) {
      if (in != first) {
        in.close();
      }
    }
  }
}
