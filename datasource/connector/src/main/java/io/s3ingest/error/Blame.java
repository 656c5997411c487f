package io.s3ingest.error;

/** Whose move it is after a failure; the command line turns it into its exit code. */
public enum Blame {
  /** The user can put it right: an option, a file, a schema. */
  USER(1),
  /** The object store or the catalog refused or could not be reached. */
  STORE(2),
  /** A defect of s3ingest. */
  OURS(3);

  private final int exitCode;

  Blame(int exitCode) {
    this.exitCode = exitCode;
  }

  /** Returns the exit code of a command that ended so. */
  public int exitCode() {
    return exitCode;
  }
}
