package io.s3ingest.spark.read;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How much of its objects a task fetches ahead.
 *
 * @param objects most objects that are under way or waiting
 * @param bytes most stored bytes of them; as many again may be pieces of a long object
 * @param objectBytes most bytes of an object that is fetched whole
 * @param endBytes bytes of the end of a longer object; 0 for none
 * @param pieceBytes most stored bytes of pieces of a long object; 0 for one answer of the store
 */
record Prefetch(int objects, long bytes, long objectBytes, int endBytes, long pieceBytes) {
  private static final int FEWEST_OBJECTS = 4;
  private static final int MOST_OBJECTS = 32;
  private static final long MOST_PIECE_BYTES = 8L * PieceStream.PIECE_BYTES;
  private static final long MOST_COLUMNAR_BYTES = 1 << 20;

  /**
   * Shares out what an executor may use.
   *
   * @param concurrency most GETs of the executor; -1 for any number
   * @param endBytes of the end of an object, which its format reads first; 0 if it reads from the
   *     first byte to the last
   */
  static Prefetch of(long prefetchBytes, int concurrency, int endBytes) {
    boolean inOrder = endBytes == 0;
    int share = concurrency / Math.max(1, Runtime.getRuntime().availableProcessors());
    int objects =
        concurrency < 0 ? MOST_OBJECTS : Math.max(FEWEST_OBJECTS, Math.min(MOST_OBJECTS, share));
    long half = prefetchBytes / 2;
    return new Prefetch(
        objects,
        half,
        inOrder ? half / 2 : Math.min(half / 2, MOST_COLUMNAR_BYTES),
        endBytes,
        inOrder ? Math.min(MOST_PIECE_BYTES, half) : 0);
  }

  ExecutorService threads() {
    return Executors.newFixedThreadPool(
        Math.max(1, Math.max(objects, (int) (pieceBytes / PieceStream.PIECE_BYTES))),
        task -> {
          Thread thread = new Thread(task, "s3ingest-read-ahead");
          thread.setDaemon(true);
          return thread;
        });
  }
}
