package io.s3ingest.sync;

/**
 * Where the ledger of a pipeline is.
 *
 * @param root path of its root; null if there is none
 * @param unclear why it cannot be told, as a clause; null if it can
 */
public record LedgerPosition(String root, String unclear) {
  /** No ledger: every object is new. */
  public static final LedgerPosition NONE = new LedgerPosition(null, null);

  /** A ledger. */
  public static LedgerPosition at(String root) {
    return new LedgerPosition(root, null);
  }

  /** It cannot be told. */
  public static LedgerPosition unclear(String why) {
    return new LedgerPosition(null, why);
  }
}
