package io.s3ingest.decode;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.TextEdges;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Moves the ends of pieces to where their format can be cut. */
public record ObjectPieces(ObjectFormat format, ObjectStore store, DecodeOptions options) {
  private static final int THREADS = 8;

  /** What is this large and was not cut pays for a longer look. */
  private static final long FAR_BYTES = 256L << 20;

  /** Such an object is read as a whole, and who reads it says what is wrong with it. */
  private static final Set<ErrorCondition> OF_THE_OBJECT =
      Set.of(
          ErrorCondition.CORRUPT_FILE,
          ErrorCondition.CORRUPT_RECORD,
          ErrorCondition.RECORD_TOO_LARGE,
          ErrorCondition.OBJECT_NOT_FOUND,
          ErrorCondition.OBJECT_CHANGED,
          ErrorCondition.OBJECT_ARCHIVED);

  /**
   * Returns splits of the same bytes in the same order, each of which can be read alone. Asks the
   * store about objects of several pieces only.
   *
   * @param splits the pieces of an object are neighbours
   */
  public List<FileSplit> aligned(List<FileSplit> splits) {
    List<FileSplit> out = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, ObjectPieces::daemon);
    try {
      int next = 0;
      while (next < splits.size()) {
        int first = next++;
        ObjectRef object = splits.get(first).object();
        while (next < splits.size()
            && splits.get(next).start() > 0
            && splits.get(next).object().equals(object)) {
          next++;
        }
        List<FileSplit> pieces = splits.subList(first, next);
        out.addAll(pieces.size() == 1 ? pieces : aligned(pieces, threads));
      }
    } finally {
      threads.shutdownNow();
    }
    return out;
  }

  private List<FileSplit> aligned(List<FileSplit> pieces, ExecutorService threads) {
    FileSplit first = pieces.get(0);
    ObjectContent content = new ObjectContent(store, first.object());
    List<Future<List<Cut>>> found = new ArrayList<>();
    for (FileSplit piece : pieces.subList(1, pieces.size())) {
      List<Long> wanted = List.of(piece.start());
      found.add(threads.submit(() -> format.cuts(content, options, wanted)));
    }
    TreeMap<Long, Cut> cuts = new TreeMap<>();
    found.forEach(
        future ->
            result(future, first.object()).forEach(cut -> cuts.putIfAbsent(cut.place(), cut)));
    FileSplit last = pieces.get(pieces.size() - 1);
    List<Future<List<Cut>>> far = new ArrayList<>();
    for (long place : far(pieces, cuts, last.end())) {
      far.add(threads.submit(() -> format.farCuts(content, options, List.of(place))));
    }
    far.forEach(
        future ->
            result(future, first.object()).forEach(cut -> cuts.putIfAbsent(cut.place(), cut)));
    cuts.put(last.end(), new Cut(last.end(), 0));
    List<FileSplit> out = new ArrayList<>();
    boolean plain = cuts.firstEntry().getValue().isPlain() || cuts.size() == 1;
    Cut start = new Cut(first.start(), 0);
    for (Cut cut : cuts.values()) {
      TextEdges edges =
          plain ? null : new TextEdges(Math.max(0, start.skipped()), Math.max(0, cut.skipped()));
      out.add(
          new FileSplit(
              first.object(), start.place(), cut.place() - start.place(), first.change(), edges));
      start = cut;
    }
    return out;
  }

  /** Returns places that lie far from each other, from the cuts and from the ends. */
  private static List<Long> far(List<FileSplit> pieces, TreeMap<Long, Cut> cuts, long end) {
    List<Long> out = new ArrayList<>();
    long before = pieces.get(0).start();
    for (FileSplit piece : pieces.subList(1, pieces.size())) {
      long place = piece.start();
      Long cut = cuts.floorKey(place);
      before = cut == null ? before : Math.max(before, cut);
      Long behind = cuts.ceilingKey(place);
      if (place - before >= FAR_BYTES && (behind == null ? end : behind) - place >= FAR_BYTES) {
        out.add(place);
        before = place;
      }
    }
    return out;
  }

  private static List<Cut> result(Future<List<Cut>> future, ObjectRef object) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof S3IngestException failure
          && OF_THE_OBJECT.contains(failure.condition())) {
        return List.of();
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw InternalErrors.unexpected("cut " + object.uri(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while cutting " + object.uri(), e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "s3ingest-cuts");
    thread.setDaemon(true);
    return thread;
  }
}
