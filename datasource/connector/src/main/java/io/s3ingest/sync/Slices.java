package io.s3ingest.sync;

import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/** Cuts the objects of a sync into the slices that become one commit each. */
final class Slices {
  private Slices() {}

  /** Cuts in the given order; an object bigger than {@code maxBytes} is alone. */
  static List<List<ObjectRef>> of(List<ObjectRef> objects, int maxFiles, long maxBytes) {
    List<List<ObjectRef>> out = new ArrayList<>();
    List<ObjectRef> slice = new ArrayList<>();
    long bytes = 0;
    for (ObjectRef object : objects) {
      boolean full = slice.size() == maxFiles || bytes + object.size() > maxBytes;
      if (full && !slice.isEmpty()) {
        out.add(List.copyOf(slice));
        slice.clear();
        bytes = 0;
      }
      slice.add(object);
      bytes += object.size();
    }
    if (!slice.isEmpty()) {
      out.add(List.copyOf(slice));
    }
    return out;
  }
}
