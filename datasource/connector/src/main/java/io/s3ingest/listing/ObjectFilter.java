package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.store.ObjectRef;

/** A test beside those of the query. */
@FunctionalInterface
public interface ObjectFilter {
  /** Takes every object. */
  ObjectFilter NONE = object -> null;

  /** Returns why an object takes no part, or null if it does. */
  ExclusionReason exclude(ObjectRef object);

  /** Returns this test and, for what passes it, another one. */
  default ObjectFilter then(ObjectFilter other) {
    return object -> {
      ExclusionReason reason = exclude(object);
      return reason != null ? reason : other.exclude(object);
    };
  }
}
