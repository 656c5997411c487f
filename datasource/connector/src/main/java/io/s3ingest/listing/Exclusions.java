package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what takes no part, by reason, and keeps a few keys of each. Not thread-safe. */
public final class Exclusions {
  private static final int KEPT_KEYS = 5;

  private final Map<ExclusionReason, Long> counts = new EnumMap<>(ExclusionReason.class);
  private final Map<ExclusionReason, List<String>> keys = new EnumMap<>(ExclusionReason.class);

  /** Counts one object. */
  public void add(ExclusionReason reason, ObjectRef object) {
    counts.merge(reason, 1L, Long::sum);
    List<String> kept = keys.computeIfAbsent(reason, any -> new ArrayList<>());
    if (kept.size() < KEPT_KEYS) {
      kept.add(object.key());
    }
  }

  /** Adds what another one has counted. */
  public void addAll(Exclusions other) {
    other.counts.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
    other.keys.forEach(
        (reason, more) -> {
          List<String> kept = keys.computeIfAbsent(reason, any -> new ArrayList<>());
          more.stream().limit(Math.max(0, KEPT_KEYS - kept.size())).forEach(kept::add);
        });
  }

  /** Counts several objects, {@code some} of which are at hand. */
  public void addAll(ExclusionReason reason, long count, List<ObjectRef> some) {
    if (count > 0) {
      some.stream().limit(KEPT_KEYS).forEach(object -> add(reason, object));
      counts.merge(reason, count - Math.min(KEPT_KEYS, some.size()), Long::sum);
    }
  }

  /** Returns how many objects there are of each reason; a reason without any is not in it. */
  public Map<ExclusionReason, Long> counts() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  /** Returns a few keys that were left out for this reason. */
  public List<String> keys(ExclusionReason reason) {
    return List.copyOf(keys.getOrDefault(reason, List.of()));
  }

  /** Returns how many objects were left out. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
