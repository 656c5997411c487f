package io.s3ingest.metric;

/**
 * Records of one split. What is framed must end as emitted or rejected, which lets sync notice a
 * decoder that loses a row. Not thread-safe.
 */
public final class RecordCounts {
  private long framed;
  private long emitted;
  private long rejected;
  private long malformed;
  private long handedOver;

  /** Counts records found in the bytes (or in a footer), independently of their decoding. */
  public void framed(long records) {
    framed += records;
  }

  /** Counts records given to Spark. */
  public void emitted(long records) {
    emitted += records;
  }

  /** Counts bad records that were dropped by DROPMALFORMED. */
  public void rejected(long records) {
    rejected += records;
  }

  /** Counts bad records that were kept, with NULLs. */
  public void malformed(long records) {
    malformed += records;
  }

  /** Counts records that were left to Spark's own parser, which is slower. */
  public void handedOver(long records) {
    handedOver += records;
  }

  /** Returns the records found. */
  public long framed() {
    return framed;
  }

  /** Returns the records given to Spark. */
  public long emitted() {
    return emitted;
  }

  /** Returns the records dropped. */
  public long rejected() {
    return rejected;
  }

  /** Returns the bad records that were kept. */
  public long malformed() {
    return malformed;
  }

  /** Returns the records that were left to Spark's own parser. */
  public long handedOver() {
    return handedOver;
  }
}
