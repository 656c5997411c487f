package io.s3ingest.cursor;

import io.s3ingest.error.CursorErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
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
    List<LedgerRoot.Block> blocks = before.blocks();
    List<LedgerRoot.File> deltas = new ArrayList<>(before.deltas());
    if (!change.settled().isEmpty()) {
      if (merges(before, change.settled().size())) {
        blocks = mergedBlocks(change);
        deltas.clear();
      } else {
        deltas.add(file(BlockKind.DELTA, List.copyOf(change.settled().values())));
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
            newest(before.newestIngested(), change),
            blocks,
            deltas,
            openFile);
    ledger.io().create(root.path(), LedgerRootCodec.encode(root));
    return root;
  }

  private boolean merges(LedgerRoot before, int added) {
    long entries = 0;
    for (LedgerRoot.Block block : before.blocks()) {
      entries += block.file().entries();
    }
    long delta = added;
    for (LedgerRoot.File file : before.deltas()) {
      delta += file.entries();
    }
    long limit = Math.max(limits.deltaEntries(), Math.min(entries / 8, limits.maxDeltaEntries()));
    return delta > limit || before.deltas().size() + 1 > limits.deltas();
  }

  private List<LedgerRoot.Block> mergedBlocks(LedgerChange change) throws IOException {
    NavigableMap<String, Ledger.Overlay> changes = new TreeMap<>(ledger.overlay());
    change.settled().values().forEach(line -> Ledger.lay(changes, line));
    List<LedgerRoot.Block> out = new ArrayList<>();
    for (int range = 0; range < ledger.ranges(); range++) {
      NavigableMap<String, Ledger.Overlay> part = changes;
      if (range > 0) {
        part = part.tailMap(ledger.root().blocks().get(range).firstKey(), true);
      }
      String end = ledger.endOf(range);
      part = end == null ? part : part.headMap(end, false);
      if (part.isEmpty()) {
        out.add(ledger.root().blocks().get(range));
        continue;
      }
      out.addAll(blocks(Ledger.laidOver(ledger.entriesOf(range), part)));
    }
    return out;
  }

  private List<LedgerRoot.Block> blocks(List<LedgerEntry> entries) throws IOException {
    int pieces = (entries.size() + limits.blockEntries() - 1) / limits.blockEntries();
    List<LedgerRoot.Block> out = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      int from = (int) ((long) entries.size() * i / pieces);
      int to = (int) ((long) entries.size() * (i + 1) / pieces);
      List<LedgerEntry> part = entries.subList(from, to);
      Fingerprint sum = Fingerprint.ZERO;
      long count = 0;
      for (LedgerEntry entry : part) {
        sum = sum.plus(entry.summed());
        count += entry.status().summed() ? 1 : 0;
      }
      out.add(
          new LedgerRoot.Block(
              file(BlockKind.BLOCK, lines(part)),
              part.get(0).key(),
              part.get(part.size() - 1).key(),
              count,
              sum));
    }
    return out;
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

  private static Instant newest(Instant before, LedgerChange change) {
    Instant newest = before;
    for (DeltaEntry line : change.settled().values()) {
      LedgerEntry entry = line.entry();
      if (entry.status().summed() && (newest == null || newest.isBefore(entry.lastModified()))) {
        newest = entry.lastModified();
      }
    }
    return newest;
  }
}
