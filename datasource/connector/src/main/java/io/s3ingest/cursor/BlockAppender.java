package io.s3ingest.cursor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Cuts entries that come in key order into blocks of much the same size. Not thread-safe. */
final class BlockAppender {
  /** Writes one file of entries. */
  @FunctionalInterface
  interface FileWriter {
    LedgerRoot.File write(List<DeltaEntry> lines) throws IOException;
  }

  private final int mostEntries;
  private final FileWriter files;
  private final List<LedgerRoot.Block> blocks = new ArrayList<>();
  private final List<DeltaEntry> waiting = new ArrayList<>();

  BlockAppender(int mostEntries, FileWriter files) {
    this.mostEntries = mostEntries;
    this.files = files;
  }

  /** Adds an entry behind all others. */
  void add(LedgerEntry entry) throws IOException {
    waiting.add(new DeltaEntry(entry, null));
    // Two full blocks wait, so that none of the last ones need be small.
    if (waiting.size() == 2 * mostEntries) {
      write(mostEntries);
    }
  }

  /** Adds a block as it is. */
  void add(LedgerRoot.Block block) throws IOException {
    flush();
    blocks.add(block);
  }

  /** Returns the blocks, in key order. */
  List<LedgerRoot.Block> finish() throws IOException {
    flush();
    return blocks;
  }

  /** Ends a block here. */
  void flush() throws IOException {
    if (waiting.size() > mostEntries) {
      write(waiting.size() / 2);
    }
    if (!waiting.isEmpty()) {
      write(waiting.size());
    }
  }

  private void write(int count) throws IOException {
    List<DeltaEntry> part = waiting.subList(0, count);
    Fingerprint sum = Fingerprint.ZERO;
    long summed = 0;
    for (DeltaEntry line : part) {
      sum = sum.plus(line.entry().summed());
      summed += line.entry().status().summed() ? 1 : 0;
    }
    blocks.add(
        new LedgerRoot.Block(
            files.write(part),
            part.get(0).entry().key(),
            part.get(count - 1).entry().key(),
            summed,
            sum));
    part.clear();
  }
}
