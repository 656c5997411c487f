package io.s3ingest.changes;

import io.s3ingest.cursor.ChangeType;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.VersionPage.ObjectVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the versions of a bucket with what a feed has given out, in one walk. Versions of a key
 * come the newest first, as the store lists them; keys come in any order, each in one go. Which
 * version follows which is told by that order alone, never by times. Not thread-safe; used once.
 */
public final class ChangeFinder {
  private static final Comparator<Change> IN_ORDER =
      Comparator.comparing(Change::order)
          .thenComparing(change -> change.object().key(), KeyOrder.INSTANCE);

  private final Map<String, KeyState> known;
  private final ChangePosition start;
  private final ObjectFilter filter;

  private final List<Change> changes = new ArrayList<>();
  private final List<ObjectRef> snapshot = new ArrayList<>();
  private final List<ObjectVersion> newer = new ArrayList<>();
  private final Set<String> unseen = new HashSet<>();
  private String key;
  private KeyState state;
  private boolean settled;
  private long atStart;

  /**
   * A finder.
   *
   * @param known what was given out, by key; gets what counts as given out from the start on, and
   *     nothing of what is found
   * @param start what counts as given out of keys that are not known; null for nothing
   * @param filter leaves out versions that take no part
   */
  public ChangeFinder(Map<String, KeyState> known, ChangePosition start, ObjectFilter filter) {
    this.known = known;
    this.start = start;
    this.filter = filter;
    known.forEach(
        (name, last) -> {
          if (last.live()) {
            unseen.add(name);
          }
        });
  }

  /** Takes the next version. */
  public void take(ObjectVersion version) {
    if (!version.path().key().equals(key)) {
      finishKey();
      key = version.path().key();
      unseen.remove(key);
      state = known.get(key);
      settled = false;
      newer.clear();
    }
    if (settled) {
      return;
    }
    boolean snapshots = start != null && state == null && start.snapshots(key);
    if (state != null ? state.is(version) : wasBeforeStart(version, snapshots)) {
      settled = true;
      if (state == null) {
        state = KeyState.of(version);
        known.put(key, state);
      }
      return;
    }
    newer.add(version);
    // Of a snapshot, only what is there now counts.
    settled = snapshots;
  }

  private boolean wasBeforeStart(ObjectVersion version, boolean snapshots) {
    if (start == null || snapshots) {
      return false;
    }
    long second = version.lastModified().getEpochSecond();
    if (second == start.second()) {
      atStart++;
    }
    return second <= start.second();
  }

  private void finishKey() {
    if (key == null || newer.isEmpty()) {
      return;
    }
    if (start != null && state == null && start.snapshots(key)) {
      ObjectVersion version = newer.get(0);
      if (!version.deleteMarker() && filter.exclude(version.object()) == null) {
        snapshot.add(version.object());
      } else {
        known.put(key, KeyState.of(version));
      }
      return;
    }
    if (state != null && !settled) {
      // What was given out last is not kept any more.
      KeyState last = state;
      ObjectVersion head = newer.get(0);
      boolean replaced = last.isReplacedBy(head);
      newer.removeIf(version -> !isLater(version, last) && !(replaced && version.equals(head)));
      if (newer.isEmpty()) {
        // A version was removed by its id, so that an older one counts again.
        newer.add(head);
      }
    }
    boolean live = state != null && state.live();
    Instant order = Instant.MIN;
    Collections.reverse(newer);
    for (ObjectVersion version : newer) {
      order = order.isAfter(version.lastModified()) ? order : version.lastModified();
      if (version.deleteMarker()) {
        if (live) {
          changes.add(new Change(version.object(), ChangeType.DELETE, order));
        }
        live = false;
      } else if (filter.exclude(version.object()) == null) {
        ChangeType type = live ? ChangeType.UPDATE : ChangeType.INSERT;
        changes.add(new Change(version.object(), type, order));
        live = true;
      }
    }
  }

  /**
   * Returns whether a version came behind one that is not listed any more, as far as times tell.
   */
  private static boolean isLater(ObjectVersion version, KeyState last) {
    int order = version.lastModified().compareTo(last.lastModified());
    return order > 0 || order == 0 && !last.live();
  }

  /**
   * Ends a walk over the whole place and returns the changes in their order. Keys of which no
   * version is left count as deleted at {@code now}.
   */
  public List<Change> changes(String bucket, Instant now) {
    finishKey();
    key = null;
    for (String gone : unseen) {
      changes.add(
          new Change(new ObjectRef(bucket, gone, 0, "", null, now), ChangeType.DELETE, now));
    }
    unseen.clear();
    changes.sort(IN_ORDER);
    return List.copyOf(changes);
  }

  /** Returns what the snapshot gives, in the order of keys, once the walk has ended. */
  public List<ObjectRef> snapshot() {
    snapshot.sort(Comparator.comparing(ObjectRef::key, KeyOrder.INSTANCE));
    return List.copyOf(snapshot);
  }

  /** Returns how many keys had their newest known version at exactly the second of the start. */
  public long atStart() {
    return atStart;
  }
}
