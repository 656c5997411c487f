package io.s3ingest.sync;

/**
 * Why an object was not taken.
 *
 * @param condition the public name of the failure, such as {@code S3INGEST_CORRUPT_FILE}
 */
public record ObjectProblem(Outcome outcome, String uri, String condition, String message) {
  /** What the object counts as. */
  public enum Outcome {
    /** Bad content; offered again by the next run. */
    QUARANTINED("quarantined"),
    /** Bad content, and {@code onCorrupt=skip}: not looked at again until it changes. */
    CORRUPT("skipped(corrupt)"),
    /** Gone between listing and reading. */
    MISSING("skipped(missing)"),
    /** Overwritten between listing and reading; new for the next run. */
    CHANGED("skipped(changed)"),
    /** In an archive that has to restore it first. */
    ARCHIVED("skipped(archived)");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
