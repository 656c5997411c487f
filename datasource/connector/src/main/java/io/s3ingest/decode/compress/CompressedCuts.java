package io.s3ingest.decode.compress;

import io.s3ingest.decode.Cut;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Finds where a compressed object can be cut: where a frame begins, which is inflated without those
 * before it. What looks like one is tried before it is believed; that the frames before it end just
 * there is known when they are read, which fails if they do not.
 */
public final class CompressedCuts {
  private static final int FIRST_BYTES = 128 << 10;
  private static final int NEXT_BYTES = 4 << 20;

  /** How far frames are looked for behind a wanted place. */
  private static final long MOST_SCANNED = 32 << 20;

  private static final int TRIED_BYTES = 64 << 10;

  private final ObjectStore store;
  private final ObjectRef object;
  private final FrameCodec codec;

  private CompressedCuts(ObjectStore store, ObjectRef object, FrameCodec codec) {
    this.store = store;
    this.object = object;
    this.codec = codec;
  }

  /** Returns what finds cuts of an object; null if it is one frame, or its compression has none. */
  public static CompressedCuts of(ObjectContent content, Compression compression) {
    ObjectStore store = content.store();
    ObjectRef object = content.object();
    if (!(Decompression.codec(content, compression) instanceof FrameCodec codec)) {
      return null;
    }
    byte[] head = store.read(object, 0, (int) Math.min(Codec.HEAD_BYTES, object.size()));
    return codec.recognizes(head) && codec.mayHaveSeveral(store, object)
        ? new CompressedCuts(store, object, codec)
        : null;
  }

  /**
   * Returns cuts at or behind these places.
   *
   * @param headBytes bytes of text that stay with the first piece
   * @param recordIn where the first record begins in a text that begins anywhere; -1 if that is in
   *     doubt
   */
  public List<Cut> near(List<Long> wanted, long headBytes, ToLongFunction<InputStream> recordIn) {
    List<Cut> out = new ArrayList<>();
    long last = frameOf(headBytes);
    for (long place : wanted) {
      long frame = frameBehind(Math.max(place, last + 1));
      long record = frame < 0 ? -1 : found(frame, recordIn);
      if (record >= 0) {
        out.add(new Cut(frame, record));
        last = frame;
      }
    }
    return out;
  }

  /** Returns where the frame begins that has the last of the first bytes of text. */
  private long frameOf(long bytes) {
    if (bytes == 0) {
      return 0;
    }
    try (FrameText text = text(0)) {
      text.skipNBytes(bytes);
      return text.frame();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where a frame begins that can be read; -1 if none is near. */
  private long frameBehind(long place) {
    int length = FIRST_BYTES;
    int begin = codec.beginBytes();
    for (long from = place; from - place < MOST_SCANNED && from + begin <= object.size(); ) {
      byte[] bytes = store.read(object, from, (int) Math.min(length, object.size() - from));
      int ends = bytes.length - begin + 1;
      for (int at = 0; at < ends; at++) {
        if (codec.mayBegin(bytes, at) && found(from + at, CompressedCuts::tried) >= 0) {
          return from + at;
        }
      }
      from += Math.max(1, ends);
      length = NEXT_BYTES;
    }
    return -1;
  }

  /** Returns -1 if there is no text. */
  private static long tried(InputStream text) {
    try {
      return text.readNBytes(TRIED_BYTES).length - 1L;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is found in the text from a frame on; -1 if that cannot be read. */
  private long found(long frame, ToLongFunction<InputStream> find) {
    try (FrameText text = text(frame)) {
      return find.applyAsLong(text);
    } catch (IOException | UncheckedIOException | S3IngestException e) {
      return damageOnly(e);
    }
  }

  /** A damaged object is not cut; who reads it says so. */
  private static long damageOnly(Exception failure) {
    if (failure instanceof S3IngestException worded
        && worded.condition() != ErrorCondition.CORRUPT_FILE) {
      throw worded;
    }
    return -1;
  }

  private FrameText text(long frame) {
    return codec.open(
        new StoredWindows(store, object, frame, object.size()),
        new Stored(object.uri(), frame, true));
  }
}
