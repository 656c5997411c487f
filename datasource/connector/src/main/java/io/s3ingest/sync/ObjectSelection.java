package io.s3ingest.sync;

import io.s3ingest.error.ChangeErrors;
import io.s3ingest.listing.KeyPatterns;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names objects of a stream: by whole keys or globs on whole keys ({@code *} crosses slashes), and
 * by when they were last modified. An object is named if one of the keys or globs fits, or there is
 * none, and its time does.
 *
 * @param from the earliest time, itself included; null for any
 * @param to the latest time, itself not included; null for any
 * @param quarantined whether only those of them that stand quarantined in the ledger
 */
public record ObjectSelection(
    Set<String> keys, List<String> globs, Instant from, Instant to, boolean quarantined) {
  /** Names objects by keys, globs and time, quarantined or not. */
  public ObjectSelection(Set<String> keys, List<String> globs, Instant from, Instant to) {
    this(keys, globs, from, to, false);
  }

  public ObjectSelection {
    keys = Set.copyOf(keys);
    globs = List.copyOf(globs);
    if (keys.isEmpty() && globs.isEmpty() && from == null && to == null && !quarantined) {
      throw ChangeErrors.nothingGiven();
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw ChangeErrors.emptyTimeRange(from.toString(), to.toString());
    }
  }

  /** Names objects by their keys. */
  public static ObjectSelection ofKeys(String... keys) {
    return new ObjectSelection(Set.of(keys), List.of(), null, null);
  }

  /** Names the objects that stand quarantined in the ledger. */
  public static ObjectSelection ofQuarantined() {
    return new ObjectSelection(Set.of(), List.of(), null, null, true);
  }

  /** Names objects by a glob. */
  public static ObjectSelection ofGlob(String glob) {
    return new ObjectSelection(Set.of(), List.of(glob), null, null);
  }

  /** Returns whether the object is named. */
  boolean names(ObjectRef object, KeyPatterns patterns) {
    boolean byName =
        (keys.isEmpty() && globs.isEmpty())
            || keys.contains(object.key())
            || (!globs.isEmpty() && patterns.pass(object.key()));
    return byName
        && (from == null || !object.lastModified().isBefore(from))
        && (to == null || object.lastModified().isBefore(to));
  }

  KeyPatterns patterns() {
    return new KeyPatterns(globs, List.of());
  }

  /** Returns what is named, for people. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>(new TreeSet<>(keys));
    names.addAll(globs);
    String out = String.join(" or ", names);
    if (from != null) {
      out += (out.isEmpty() ? "" : ", ") + "modified from " + from;
    }
    if (to != null) {
      out += (out.isEmpty() ? "" : ", ") + "modified before " + to;
    }
    if (quarantined) {
      out += (out.isEmpty() ? "" : ", ") + "quarantined";
    }
    return out;
  }
}
