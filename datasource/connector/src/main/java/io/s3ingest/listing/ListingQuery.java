package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Which objects of a bucket are wanted.
 *
 * @param roots at least one; an object below several is found once
 * @param modifiedAfter only objects newer than this; null for no bound
 * @param modifiedBefore only objects older than this; null for no bound
 * @param filter asked last, for objects that nothing else excludes
 */
public record ListingQuery(
    String bucket,
    List<ListingRoot> roots,
    KeyPatterns patterns,
    Instant modifiedAfter,
    Instant modifiedBefore,
    ObjectFilter filter) {
  public ListingQuery {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(patterns, "patterns");
    Objects.requireNonNull(filter, "filter");
    roots = List.copyOf(roots);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("a listing needs a root");
    }
  }

  /** Everything below one root. */
  public static ListingQuery below(String bucket, ListingRoot root) {
    return new ListingQuery(bucket, List.of(root), KeyPatterns.ALL, null, null, ObjectFilter.NONE);
  }

  /** Returns this query with another filter. */
  public ListingQuery with(ObjectFilter other) {
    return new ListingQuery(bucket, roots, patterns, modifiedAfter, modifiedBefore, other);
  }

  /** Returns this query below other roots. */
  public ListingQuery below(List<ListingRoot> others) {
    return new ListingQuery(bucket, others, patterns, modifiedAfter, modifiedBefore, filter);
  }

  /** Returns this query without bounds on times. */
  public ListingQuery ofAllTimes() {
    return new ListingQuery(bucket, roots, patterns, null, null, filter);
  }

  /** Returns why an object takes no part, or null if it does. */
  public ExclusionReason exclude(ObjectRef object) {
    String key = object.key();
    if (key.endsWith("/")) {
      return ExclusionReason.FOLDER_MARKER;
    }
    boolean covered = false;
    boolean visible = false;
    for (ListingRoot root : roots) {
      if (root.covers(key)) {
        covered = true;
        visible |= !root.hides(key);
      }
    }
    if (!covered) {
      return ExclusionReason.PATTERN;
    }
    if (!visible) {
      return ExclusionReason.HIDDEN;
    }
    if (!patterns.pass(key)) {
      return ExclusionReason.PATTERN;
    }
    if (object.size() == 0) {
      return ExclusionReason.EMPTY;
    }
    if (modifiedAfter != null && !object.lastModified().isAfter(modifiedAfter)) {
      return ExclusionReason.MODIFIED_AFTER;
    }
    if (modifiedBefore != null && !object.lastModified().isBefore(modifiedBefore)) {
      return ExclusionReason.MODIFIED_BEFORE;
    }
    return filter.exclude(object);
  }
}
