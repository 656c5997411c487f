package io.s3ingest.cursor;

import io.s3ingest.error.CursorErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes the next state of a ledger beside the present one. Nothing that exists is touched, so the
 * present state stays whole whatever happens.
 */
public final class LedgerWriter {
  /** How big files get; the limits are part of the format's promise to readers. */
  record Limits(int blockEntries, int deltaEntries, int maxDeltaEntries, int deltas) {
    static final Limits DEFAULT = new Limits(32_768, 16_384, 131_072, 16);
  }

  private final Limits limits;
  private final Ledger ledger;
  private Instant newest;

  private LedgerWriter(Ledger ledger, Limits limits) {
    this.ledger = ledger;
    this.limits = limits;
  }

  /** Writes the state that {@code commitId} will make current and returns its root. */
  public static LedgerRoot write(
      Ledger ledger, LedgerChange change, String commitId, Instant now, long epoch) {
    return write(ledger, change, commitId, now, epoch, Limits.DEFAULT);
  }

  static LedgerRoot write(
      Ledger ledger, LedgerChange change, String commitId, Instant now, long epoch, Limits limits) {
    LedgerWriter writer = new LedgerWriter(ledger, limits);
    try {
      return writer.next(change, commitId, now, epoch);
    } catch (IOException e) {
      throw CursorErrors.ledgerNotWritten(ledger.io().uri(""), e);
    }
  }

  private LedgerRoot next(LedgerChange change, String commitId, Instant now, long epoch)
      throws IOException {
    LedgerRoot before = ledger.root();
    newest = before.newestIngested();
    List<LedgerRoot.Block> blocks = before.blocks();
    List<LedgerRoot.File> deltas = new ArrayList<>(before.deltas());
    long added = change.settledCount();
    if (added > 0) {
      Iterator<DeltaEntry> lines = change.settled();
      if (fillsDeltas(before, added)) {
        blocks = mergedBlocks(lines);
        deltas.clear();
      } else if (deltas.size() < limits.deltas()) {
        deltas.add(file(BlockKind.DELTA, noted(lines)));
      } else {
        deltas.clear();
        deltas.add(file(BlockKind.DELTA, mergedDelta(lines)));
      }
    }
    NavigableMap<String, LedgerEntry> open = change.open(ledger.open());
    LedgerRoot.File openFile = open.isEmpty() ? null : file(BlockKind.OPEN, lines(open.values()));
    LedgerRoot root =
        new LedgerRoot(
            before.pipeline(),
            before.tableUuid(),
            before.sequence() + 1,
            epoch,
            commitId,
            now,
            newest,
            blocks,
            deltas,
            openFile);
    ledger.io().create(root.path(), LedgerRootCodec.encode(root));
    return root;
  }

  private boolean fillsDeltas(LedgerRoot before, long added) {
    long entries = 0;
    for (LedgerRoot.Block block : before.blocks()) {
      entries += block.file().entries();
    }
    long limit = Math.max(limits.deltaEntries(), Math.min(entries / 8, limits.maxDeltaEntries()));
    return ledger.overlay().size() + added > limit;
  }

  private List<DeltaEntry> noted(Iterator<DeltaEntry> lines) {
    List<DeltaEntry> out = new ArrayList<>();
    while (lines.hasNext()) {
      out.add(note(lines.next()));
    }
    return out;
  }

  /** All deltas in one: of each key the last entry, and what all of them together take away. */
  private List<DeltaEntry> mergedDelta(Iterator<DeltaEntry> lines) {
    NavigableMap<String, Ledger.Overlay> all = new TreeMap<>(ledger.overlay());
    while (lines.hasNext()) {
      Ledger.lay(all, note(lines.next()));
    }
    List<DeltaEntry> out = new ArrayList<>();
    for (Ledger.Overlay change : all.values()) {
      LedgerEntry entry = change.entry();
      boolean takes = change.netCount() < (entry.status().summed() ? 1 : 0);
      out.add(new DeltaEntry(entry, takes ? entry.summed().minus(change.net()) : null));
    }
    return out;
  }

  /** Writes the ranges anew that deltas or {@code lines} touch; the others stay as they are. */
  private List<LedgerRoot.Block> mergedBlocks(Iterator<DeltaEntry> lines) throws IOException {
    BlockAppender out =
        new BlockAppender(limits.blockEntries(), part -> file(BlockKind.BLOCK, part));
    DeltaEntry line = lines.hasNext() ? note(lines.next()) : null;
    for (int range = 0; range < ledger.ranges(); range++) {
      String end = ledger.endOf(range);
      boolean touched = line != null && isBefore(line.entry().key(), end);
      if (!touched && ledger.overlayOf(range).isEmpty()) {
        if (!ledger.root().blocks().isEmpty()) {
          out.add(ledger.root().blocks().get(range));
        }
        continue;
      }
      Iterator<LedgerEntry> entries = ledger.entriesOf(range).iterator();
      LedgerEntry entry = entries.hasNext() ? entries.next() : null;
      while (entry != null || (line != null && isBefore(line.entry().key(), end))) {
        int order = order(entry, line, end);
        LedgerEntry kept = order < 0 ? entry : line.entry();
        if (kept.status() != EntryStatus.REMOVED) {
          out.add(kept);
        }
        if (order <= 0) {
          entry = entries.hasNext() ? entries.next() : null;
        }
        if (order >= 0) {
          line = lines.hasNext() ? note(lines.next()) : null;
        }
      }
      out.flush();
    }
    return out.finish();
  }

  private static int order(LedgerEntry entry, DeltaEntry line, String end) {
    if (line == null || !isBefore(line.entry().key(), end)) {
      return -1;
    }
    return entry == null ? 1 : KeyOrder.INSTANCE.compare(entry.key(), line.entry().key());
  }

  private static boolean isBefore(String key, String end) {
    return end == null || KeyOrder.INSTANCE.compare(key, end) < 0;
  }

  private static List<DeltaEntry> lines(Iterable<LedgerEntry> entries) {
    List<DeltaEntry> out = new ArrayList<>();
    entries.forEach(entry -> out.add(new DeltaEntry(entry, null)));
    return out;
  }

  private LedgerRoot.File file(BlockKind kind, List<DeltaEntry> entries) throws IOException {
    byte[] content = BlockCodec.encode(kind, entries);
    String path = kind.folder + "/" + UUID.randomUUID() + ".blk";
    ledger.io().create(path, content);
    return new LedgerRoot.File(path, content.length, entries.size());
  }

  private DeltaEntry note(DeltaEntry line) {
    LedgerEntry entry = line.entry();
    if (entry.status().summed() && (newest == null || newest.isBefore(entry.lastModified()))) {
      newest = entry.lastModified();
    }
    return line;
  }
}
