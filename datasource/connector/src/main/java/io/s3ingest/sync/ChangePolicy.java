package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.cursor.LedgerLookup;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.cursor.ObjectChange.Kind;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.error.ChangeErrors;
import io.s3ingest.options.DeletePolicy;
import io.s3ingest.options.OverwritePolicy;
import io.s3ingest.options.SyncOptions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Decides what becomes of objects that were taken and have changed, or are gone. */
final class ChangePolicy {
  /** What is done with the objects. */
  private enum Task {
    SYNC("sync"),
    REPROCESS("reprocess"),
    MARK("mark");

    private final String verb;

    Task(String verb) {
      this.verb = verb;
    }
  }

  private final OverwritePolicy onOverwrite;
  private final DeletePolicy onDelete;
  private final double maxDeleteFraction;
  private final Task task;
  private final ObjectSelection names;

  private ChangePolicy(
      OverwritePolicy onOverwrite,
      DeletePolicy onDelete,
      double maxDeleteFraction,
      Task task,
      ObjectSelection names) {
    this.onOverwrite = onOverwrite;
    this.onDelete = onDelete;
    this.maxDeleteFraction = maxDeleteFraction;
    this.task = task;
    this.names = names;
  }

  /** What the options say. */
  static ChangePolicy of(SyncOptions options) {
    return new ChangePolicy(
        options.onOverwrite(), options.onDelete(), options.maxDeleteFraction(), Task.SYNC, null);
  }

  /** All that is listed, because it is named, is taken again, in the place of its rows. */
  static ChangePolicy reprocessing(ObjectSelection named) {
    return new ChangePolicy(OverwritePolicy.REPLACE, DeletePolicy.IGNORE, 1, Task.REPROCESS, named);
  }

  /** All that is listed, because it is named, counts as done without being read. */
  static ChangePolicy marking(ObjectSelection named) {
    return new ChangePolicy(OverwritePolicy.IGNORE, DeletePolicy.IGNORE, 1, Task.MARK, named);
  }

  /** Returns whether what is known and listed is taken again although it has not changed. */
  boolean again() {
    return task == Task.REPROCESS;
  }

  /** Returns the part of a listing that this is about, given what is known. */
  ObjectListing over(ObjectListing listing, Ledger known) {
    if (names == null) {
      return listing;
    }
    Set<String> open = null;
    if (names.quarantined()) {
      open = new HashSet<>();
      for (LedgerEntry entry : known == null ? List.<LedgerEntry>of() : known.open()) {
        open.add(entry.key());
      }
    }
    return new SelectedListing(listing, names, open);
  }

  /** Returns whether what is not taken counts as done. */
  boolean marks() {
    return task == Task.MARK;
  }

  /** Returns what goes through slices: what is read, and what loses its rows. */
  Set<Kind> sliced() {
    Set<Kind> out = EnumSet.noneOf(Kind.class);
    if (task != Task.MARK) {
      out.add(Kind.NEW);
    }
    if (onOverwrite != OverwritePolicy.IGNORE) {
      out.add(Kind.OVERWRITTEN);
    }
    if (onDelete == DeletePolicy.DELETE) {
      out.add(Kind.VANISHED);
    }
    return out;
  }

  /** Returns what the ledger only has to know. */
  Set<Kind> noted() {
    Set<Kind> out = EnumSet.of(Kind.OVERWRITTEN, Kind.VANISHED, Kind.RETURNED, Kind.IMPORTED);
    out.removeAll(sliced());
    return out;
  }

  /** Returns how many listed objects are left out for good. */
  long ignored(LedgerDiff diff) {
    if (task == Task.MARK) {
      return diff.taken();
    }
    return onOverwrite == OverwritePolicy.IGNORE ? diff.count(Kind.OVERWRITTEN) : 0;
  }

  /** Returns how many objects are to be read. */
  long taken(LedgerDiff diff) {
    return diff.taken() - ignored(diff);
  }

  /** Returns how many objects lose their rows without being read. */
  long deleted(LedgerDiff diff) {
    return onDelete == DeletePolicy.DELETE ? diff.count(Kind.VANISHED) : 0;
  }

  /** Returns whether the rows that the table has of a key go with this change. */
  boolean removesRows(ObjectChange change) {
    return switch (change.kind()) {
      case OVERWRITTEN -> onOverwrite == OverwritePolicy.REPLACE;
      case VANISHED -> onDelete == DeletePolicy.DELETE;
      default -> false;
    };
  }

  /**
   * Refuses what may not happen, before anything is staged.
   *
   * @param others the ledgers of other pipelines that feed the table, by pipeline; asked for only
   *     where rows are removed
   */
  void check(
      SyncSource source,
      String table,
      Ledger ledger,
      LedgerDiff diff,
      Supplier<Map<String, Ledger>> others) {
    if (task != Task.SYNC && diff.listed() == 0) {
      throw ChangeErrors.nothingNamed(task.verb, source.where(), names.toString());
    }
    long overwritten = diff.count(Kind.OVERWRITTEN);
    if (overwritten > 0 && onOverwrite == OverwritePolicy.FAIL) {
      String uri = diff.changes(Kind.OVERWRITTEN).iterator().next().object().uri();
      throw ChangeErrors.overwritten(table, uri, overwritten - 1);
    }
    long gone = deleted(diff);
    long known = ledger == null ? 0 : ledger.count();
    if (gone > maxDeleteFraction * known) {
      throw ChangeErrors.massDelete(source.where(), table, gone, known, maxDeleteFraction);
    }
    checkRows(source, table, diff, others);
  }

  private void checkRows(
      SyncSource source, String table, LedgerDiff diff, Supplier<Map<String, Ledger>> others) {
    Set<Kind> changing = sliced();
    changing.remove(Kind.NEW);
    if (changing.stream().allMatch(kind -> diff.count(kind) == 0)) {
      return;
    }
    Map<String, LedgerLookup> lookups = new TreeMap<>();
    others.get().forEach((pipeline, ledger) -> lookups.put(pipeline, new LedgerLookup(ledger)));
    for (ObjectChange change : diff.changes(changing)) {
      String uri = "s3://" + source.bucket() + "/" + change.key();
      if (change.known().imported()) {
        String what =
            change.kind() == Kind.VANISHED ? "deleted" : again() ? "named" : "overwritten";
        throw ChangeErrors.imported(table, uri, what);
      }
      for (Map.Entry<String, LedgerLookup> other : lookups.entrySet()) {
        LedgerEntry there = removesRows(change) ? other.getValue().find(change.key()) : null;
        if (there != null) {
          throw ChangeErrors.sharedKeys(table, uri, other.getKey());
        }
      }
    }
  }
}
