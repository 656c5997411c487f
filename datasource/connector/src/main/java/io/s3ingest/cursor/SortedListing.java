package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A listing of a store that does not keep to key order, sorted on the local disk. Of a key that is
 * listed twice, the newer version stays.
 */
final class SortedListing implements ObjectListing, AutoCloseable {
  private static final int RUN = 50_000;
  private static final Comparator<ObjectRef> BY_KEY =
      Comparator.comparing(ObjectRef::key, KeyOrder.INSTANCE)
          .thenComparing(ObjectRef::lastModified);

  private final ObjectListing.Walk source;
  private final ListingView view;
  private final ChangeFile file = ChangeFile.create();
  private final List<Long> cuts = new ArrayList<>(List.of(0L));

  SortedListing(ObjectListing listing) {
    this.view = listing.view();
    this.source = listing.walk();
    List<ObjectRef> run = new ArrayList<>();
    for (ObjectRef object = source.next(); object != null; object = source.next()) {
      run.add(object);
      if (run.size() == RUN) {
        write(run);
      }
    }
    write(run);
  }

  private void write(List<ObjectRef> run) {
    run.sort(BY_KEY);
    for (ObjectRef object : run) {
      file.add(new ObjectChange(ObjectChange.Kind.NEW, object, null, null));
    }
    cuts.add(file.cut());
    run.clear();
  }

  @Override
  public Walk walk() {
    return new Merge();
  }

  @Override
  public ListingView view() {
    return view;
  }

  @Override
  public void close() {
    source.close();
    file.close();
  }

  /** A run and the object that it stands at. */
  private record Head(ObjectRef object, Iterator<ObjectChange> rest) {}

  private final class Merge implements Walk {
    private final PriorityQueue<Head> heads =
        new PriorityQueue<>(Comparator.comparing(Head::object, BY_KEY));

    Merge() {
      for (int i = 1; i < cuts.size(); i++) {
        push(file.read(cuts.get(i - 1), cuts.get(i)));
      }
    }

    private void push(Iterator<ObjectChange> run) {
      if (run.hasNext()) {
        heads.add(new Head(run.next().object(), run));
      }
    }

    @Override
    public ObjectRef next() {
      ObjectRef out = null;
      while (!heads.isEmpty() && (out == null || heads.peek().object().key().equals(out.key()))) {
        Head head = heads.remove();
        out = head.object();
        push(head.rest());
      }
      return out;
    }

    @Override
    public PendingReason waits(ObjectRef object) {
      return source.waits(object);
    }

    @Override
    public Map<ExclusionReason, Long> excluded() {
      return source.excluded();
    }

    @Override
    public Instant storeTime() {
      return source.storeTime();
    }

    @Override
    public void close() {}
  }
}
