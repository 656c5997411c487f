package io.s3ingest.cursor;

import io.s3ingest.error.CursorErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * One state of what a pipeline has taken: a map from keys to entries in immutable files. Holds the
 * small files in memory and reads blocks when they are asked for. Not thread-safe.
 */
public final class Ledger {
  private final LedgerIO io;
  private final LedgerRoot root;
  private final NavigableMap<String, Overlay> overlay;
  private final NavigableMap<String, LedgerEntry> open;

  /** What the deltas say of a key: its entry, and what they change in sum and count. */
  record Overlay(LedgerEntry entry, Fingerprint net, int netCount) {}

  private Ledger(
      LedgerIO io,
      LedgerRoot root,
      NavigableMap<String, Overlay> overlay,
      NavigableMap<String, LedgerEntry> open) {
    this.io = io;
    this.root = root;
    this.overlay = overlay;
    this.open = open;
  }

  /** A ledger that knows nothing. */
  public static Ledger empty(LedgerIO io, String pipeline, String tableUuid) {
    return new Ledger(
        io,
        LedgerRoot.empty(pipeline, tableUuid),
        new TreeMap<>(KeyOrder.INSTANCE),
        new TreeMap<>(KeyOrder.INSTANCE));
  }

  /** Opens the ledger whose root lies at {@code path}. */
  public static Ledger open(LedgerIO io, String path) {
    LedgerRoot root = LedgerRootCodec.decode(read(io, path), io.uri(path));
    NavigableMap<String, Overlay> overlay = new TreeMap<>(KeyOrder.INSTANCE);
    for (LedgerRoot.File delta : root.deltas()) {
      for (DeltaEntry line : entries(io, BlockKind.DELTA, delta)) {
        lay(overlay, line);
      }
    }
    NavigableMap<String, LedgerEntry> open = new TreeMap<>(KeyOrder.INSTANCE);
    if (root.open() != null) {
      for (DeltaEntry line : entries(io, BlockKind.OPEN, root.open())) {
        open.put(line.entry().key(), line.entry());
      }
    }
    return new Ledger(io, root, overlay, open);
  }

  static void lay(NavigableMap<String, Overlay> overlay, DeltaEntry line) {
    Fingerprint net = line.entry().summed();
    int count = line.entry().status().summed() ? 1 : 0;
    if (line.takesAway() != null) {
      net = net.minus(line.takesAway());
      count--;
    }
    Overlay before = overlay.get(line.entry().key());
    if (before != null) {
      net = net.plus(before.net());
      count += before.netCount();
    }
    overlay.put(line.entry().key(), new Overlay(line.entry(), net, count));
  }

  /** Returns the root that this ledger was opened from. */
  public LedgerRoot root() {
    return root;
  }

  /** Returns pending and quarantined entries in key order. */
  public Collection<LedgerEntry> open() {
    return List.copyOf(open.values());
  }

  /** Returns the oldest time of an open entry, else the newest ingested one; null for none. */
  public Instant lowWater() {
    return open.values().stream()
        .map(LedgerEntry::lastModified)
        .min(Instant::compareTo)
        .orElse(root.newestIngested());
  }

  /** Returns how many objects are taken. */
  public long count() {
    long count = overlay.values().stream().mapToLong(Overlay::netCount).sum();
    for (LedgerRoot.Block block : root.blocks()) {
      count += block.count();
    }
    return count;
  }

  /** Compares a listing with this ledger; the caller closes what comes out. */
  public LedgerDiff diff(ObjectListing listing) {
    return DiffWalk.of(this, listing, null);
  }

  /**
   * Compares a listing with this ledger as if all that it shows had changed: what is known is
   * overwritten, and nothing waits. The caller closes what comes out.
   */
  public LedgerDiff again(ObjectListing listing) {
    return DiffWalk.again(this, listing);
  }

  /**
   * Compares a listing with this ledger; objects that it does not know, up to the second of {@code
   * imported}, were taken by another tool. The caller closes what comes out.
   */
  public LedgerDiff diff(ObjectListing listing, Instant imported) {
    return DiffWalk.of(this, listing, imported);
  }

  /** Visits every entry that is not open, in key order. */
  public void forEach(java.util.function.Consumer<LedgerEntry> visitor) {
    for (int range = 0; range < ranges(); range++) {
      entriesOf(range).forEach(visitor);
    }
  }

  /** Returns all entries that are not open, in key order; holds one range at a time. */
  public Iterable<LedgerEntry> entries() {
    return () ->
        new Iterator<>() {
          private int range;
          private Iterator<LedgerEntry> part = List.<LedgerEntry>of().iterator();

          @Override
          public boolean hasNext() {
            while (!part.hasNext() && range < ranges()) {
              part = entriesOf(range++).iterator();
            }
            return part.hasNext();
          }

          @Override
          public LedgerEntry next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            return part.next();
          }
        };
  }

  /** Returns how many entries there are, those of gone objects included; open ones are not. */
  long entryCount() {
    long count = 0;
    for (LedgerRoot.Block block : root.blocks()) {
      count += block.file().entries();
    }
    return count + overlay.size();
  }

  LedgerIO io() {
    return io;
  }

  NavigableMap<String, Overlay> overlay() {
    return overlay;
  }

  LedgerEntry openEntry(String key) {
    return open.get(key);
  }

  int ranges() {
    return Math.max(1, root.blocks().size());
  }

  /** Returns the key at which the range ends, itself not part of it; null for the last. */
  String endOf(int range) {
    return range + 1 < root.blocks().size() ? root.blocks().get(range + 1).firstKey() : null;
  }

  /** Returns what the deltas say about a range. */
  NavigableMap<String, Overlay> overlayOf(int range) {
    NavigableMap<String, Overlay> part = overlay;
    if (range > 0) {
      part = part.tailMap(root.blocks().get(range).firstKey(), true);
    }
    String end = endOf(range);
    return end == null ? part : part.headMap(end, false);
  }

  /** Returns the entries of a range in key order, deltas laid over the block. */
  List<LedgerEntry> entriesOf(int range) {
    List<LedgerEntry> base = new ArrayList<>();
    if (!root.blocks().isEmpty()) {
      for (DeltaEntry line : entries(io, BlockKind.BLOCK, root.blocks().get(range).file())) {
        base.add(line.entry());
      }
    }
    return laidOver(base, overlayOf(range));
  }

  static List<LedgerEntry> laidOver(List<LedgerEntry> base, NavigableMap<String, Overlay> changes) {
    if (changes.isEmpty()) {
      return base;
    }
    List<LedgerEntry> out = new ArrayList<>(base.size() + changes.size());
    int at = 0;
    for (Overlay change : changes.values()) {
      String key = change.entry().key();
      int order = -1;
      while (at < base.size() && (order = KeyOrder.INSTANCE.compare(base.get(at).key(), key)) < 0) {
        out.add(base.get(at++));
      }
      if (at < base.size() && order == 0) {
        at++;
      }
      out.add(change.entry());
    }
    out.addAll(base.subList(at, base.size()));
    return out;
  }

  private static List<DeltaEntry> entries(LedgerIO io, BlockKind kind, LedgerRoot.File file) {
    String uri = io.uri(file.path());
    List<DeltaEntry> out = BlockCodec.decode(kind, read(io, file.path()), uri);
    if (out.size() != file.entries()) {
      throw CursorErrors.invalidLedger(
          uri,
          "it has %d entries where its root says %d".formatted(out.size(), file.entries()),
          null);
    }
    return out;
  }

  private static byte[] read(LedgerIO io, String path) {
    try {
      return io.read(path);
    } catch (java.io.FileNotFoundException e) {
      throw CursorErrors.invalidLedger(io.uri(path), "it does not exist", e);
    } catch (IOException e) {
      throw CursorErrors.invalidLedger(io.uri(path), "reading failed: " + e.getMessage(), e);
    }
  }
}
