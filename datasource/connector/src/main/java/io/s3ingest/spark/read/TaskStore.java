package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.metric.ReadWork;
import io.s3ingest.store.KeptTails;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.Versioning;
import io.s3ingest.store.WholeObject;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;

/**
 * The store as one task sees it: counts the bytes that are read, whichever thread reads them, and
 * gives small objects from memory that were read ahead.
 */
final class TaskStore implements ObjectStore {
  private final ObjectStore store;
  private final LongAdder bytes = new LongAdder();

  private final ReadWork work;
  private final Prefetch prefetch;
  private final ExecutorService threads;
  private final ReadAhead ahead;
  private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

  TaskStore(ObjectStore store, List<FileSplit> splits, Prefetch prefetch, ReadWork work) {
    this.work = work;
    this.store = store;
    this.prefetch = prefetch;
    this.threads = prefetch.threads();
    this.ahead =
        splits.size() > 1
            ? new ReadAhead(
                splits,
                new Ahead(),
                new ReadAhead.Limits(
                    prefetch.objects(),
                    prefetch.bytes(),
                    prefetch.objectBytes(),
                    prefetch.endBytes()),
                threads)
            : null;
  }

  /** Makes a split the one that is read now. */
  void moveTo(int split) {
    if (ahead != null) {
      ahead.moveTo(split);
    }
  }

  private WholeObject fetch(ObjectRef object) {
    work.requested();
    WholeObject out = store.readWhole(object);
    bytes.add(out.body().length);
    return out;
  }

  @Override
  public WholeObject readWhole(ObjectRef object) {
    long begun = System.nanoTime();
    WholeObject whole = ahead == null ? null : ahead.whole(object);
    WholeObject out = whole == null ? fetch(object) : whole;
    work.waitedSince(begun);
    return out;
  }

  @Override
  public Map<String, String> metadata(ObjectRef object) {
    return store.metadata(object);
  }

  /** Returns the end of an object, or all of it, if that was read ahead and a place is in it. */
  private byte[] endFrom(ObjectRef object, long offset) {
    if (ahead == null) {
      return null;
    }
    long begun = System.nanoTime();
    WholeObject whole = ahead.whole(object);
    byte[] end = whole == null ? ahead.end(object, offset) : whole.body();
    work.waitedSince(begun);
    return end;
  }

  long bytes() {
    return bytes.sum();
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
    byte[] end = endFrom(object, offset);
    if (end != null) {
      int from = Math.toIntExact(offset - (object.size() - end.length));
      return new ByteArrayInputStream(end, from, Math.toIntExact(length));
    }
    return Math.min(prefetch.pieceBytes(), length) >= 2 * PieceStream.PIECE_BYTES
        ? new PieceStream(
            (from, bytes) -> opened(object, from, bytes),
            object,
            offset,
            length,
            prefetch.pieceBytes(),
            free,
            threads,
            work)
        : opened(object, offset, length);
  }

  private InputStream opened(ObjectRef object, long offset, long length) {
    work.requested();
    long begun = System.nanoTime();
    InputStream in = store.open(object, offset, length);
    work.waitedSince(begun);
    return new Counted(in);
  }

  @Override
  public byte[] read(ObjectRef object, long offset, int length) {
    byte[] end = endFrom(object, offset);
    if (end != null) {
      int from = Math.toIntExact(offset - (object.size() - end.length));
      return Arrays.copyOfRange(end, from, from + length);
    }
    long begun = System.nanoTime();
    byte[] out = fetch(object, offset, length);
    work.waitedSince(begun);
    return out;
  }

  private byte[] fetch(ObjectRef object, long offset, int length) {
    work.requested();
    byte[] out = store.read(object, offset, length);
    bytes.add(out.length);
    return out;
  }

  @Override
  public KeptTails tails() {
    return store.tails();
  }

  @Override
  public ListPage list(ListRequest request) {
    return store.list(request);
  }

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    return store.listVersions(bucket, prefix, keyMarker, versionIdMarker, maxKeys);
  }

  @Override
  public Versioning versioning(String bucket) {
    return store.versioning(bucket);
  }

  @Override
  public String put(ObjectPath path, byte[] body, Map<String, String> metadata) {
    return store.put(path, body, metadata);
  }

  @Override
  public Optional<String> put(ObjectPath path, byte[] body, Precondition condition) {
    return store.put(path, body, condition);
  }

  @Override
  public MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata) {
    return store.startMultipart(path, metadata);
  }

  @Override
  public String copy(ObjectRef from, ObjectPath to) {
    return store.copy(from, to);
  }

  @Override
  public void delete(ObjectPath path) {
    store.delete(path);
  }

  @Override
  public void tag(ObjectPath path, Map<String, String> tags) {
    store.tag(path, tags);
  }

  @Override
  public void check(String bucket) {
    store.check(bucket);
  }

  /** Ends what is read ahead; the store itself belongs to the JVM. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** What is fetched ahead comes from here too. */
  private final class Ahead implements ReadAhead.Source {
    @Override
    public WholeObject whole(ObjectRef object) {
      return fetch(object);
    }

    @Override
    public byte[] end(ObjectRef object, int length) {
      return fetch(object, object.size() - length, length);
    }

    @Override
    public boolean knowsEnd(ObjectRef object) {
      return tails().of(object) != null;
    }
  }

  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      if (value >= 0) {
        bytes.increment();
      }
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long begun = System.nanoTime();
      int read = in.read(target, offset, length);
      work.waitedSince(begun);
      if (read > 0) {
        bytes.add(read);
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(count);
      bytes.add(skipped);
      return skipped;
    }
  }
}
