package io.s3ingest.sync.iceberg;

/** When a process of a test touches the table's files or its catalog. */
public enum Moment {
  READ,
  WRITE,
  /** A file has become visible. */
  WRITTEN,
  DELETE,
  DELETED,
  /** Before the catalog takes a commit. */
  COMMIT,
  /** The catalog has taken a commit; its answer is on the way. */
  ANSWER;

  /** Hears of each moment, and may end the process or fail the operation by throwing. */
  public interface Watch {
    void at(Moment moment, String what);
  }
}
