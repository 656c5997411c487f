package io.s3ingest.cursor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Names the files that make up one state of a ledger; {@code docs/format/ledger.md} specifies its
 * JSON.
 *
 * @param newestIngested newest lastModified among ingested entries, for state.json; null for none
 * @param open null when nothing is pending or quarantined
 */
public record LedgerRoot(
    String pipeline,
    String tableUuid,
    long sequence,
    long epoch,
    String commitId,
    Instant createdAt,
    Instant newestIngested,
    List<Block> blocks,
    List<File> deltas,
    File open) {
  public LedgerRoot {
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(tableUuid, "tableUuid");
    Objects.requireNonNull(commitId, "commitId");
    blocks = List.copyOf(blocks);
    deltas = List.copyOf(deltas);
  }

  /** The ledger of a table that has none yet. */
  public static LedgerRoot empty(String pipeline, String tableUuid) {
    return new LedgerRoot(
        pipeline, tableUuid, 0, 0, "", Instant.EPOCH, null, List.of(), List.of(), null);
  }

  /** Returns the path of this root in its ledger. */
  public String path() {
    return "roots/%010d-%s.json".formatted(sequence, commitId);
  }

  /** A delta or open file. */
  public record File(String path, long bytes, int entries) {}

  /** A block: a file, the keys it holds, and what its summed entries come to. */
  public record Block(
      File file, String firstKey, String lastKey, long count, Fingerprint fingerprint) {}
}
