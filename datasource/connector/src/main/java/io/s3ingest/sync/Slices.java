package io.s3ingest.sync;

import io.s3ingest.cursor.ObjectChange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Cuts what a sync takes into the slices that become one commit each; holds one of them. */
final class Slices implements Iterator<List<ObjectChange>> {
  private final Iterator<ObjectChange> changes;
  private final int maxFiles;
  private final long maxBytes;
  private ObjectChange next;

  /** Cuts in the given order; an object bigger than {@code maxBytes} is alone. */
  Slices(Iterator<ObjectChange> changes, int maxFiles, long maxBytes) {
    this.changes = changes;
    this.maxFiles = maxFiles;
    this.maxBytes = maxBytes;
    step();
  }

  private void step() {
    next = changes.hasNext() ? changes.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public List<ObjectChange> next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    List<ObjectChange> slice = new ArrayList<>();
    long bytes = 0;
    while (next != null && slice.size() < maxFiles) {
      long size = next.taken() ? next.object().size() : 0;
      if (!slice.isEmpty() && bytes + size > maxBytes) {
        break;
      }
      slice.add(next);
      bytes += size;
      step();
    }
    return List.copyOf(slice);
  }
}
