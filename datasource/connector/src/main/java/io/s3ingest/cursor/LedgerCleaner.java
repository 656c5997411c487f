package io.s3ingest.cursor;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes ledger files that no state of the table needs. */
public final class LedgerCleaner {
  private LedgerCleaner() {}

  /**
   * Deletes files written before {@code before} that none of these roots names. A rolled-back table
   * needs the older roots that its snapshots point at, so all of those have to be given.
   */
  public static void clean(LedgerIO io, Set<String> roots, Instant before) throws IOException {
    Set<String> needed = new HashSet<>(roots);
    for (String path : roots) {
      LedgerRoot root;
      try {
        root = LedgerRootCodec.decode(io.read(path), io.uri(path));
      } catch (java.io.FileNotFoundException e) {
        continue;
      }
      root.blocks().forEach(block -> needed.add(block.file().path()));
      root.deltas().forEach(delta -> needed.add(delta.path()));
      if (root.open() != null) {
        needed.add(root.open().path());
      }
    }
    for (String folder : List.of("roots", "blocks", "deltas", "open")) {
      for (LedgerIO.Item item : io.list(folder)) {
        if (!needed.contains(item.path()) && item.written().isBefore(before)) {
          io.delete(item.path());
        }
      }
    }
  }
}
