package io.s3ingest.options;

/** What becomes of the rows of an object that was taken and is no longer there. */
public enum DeletePolicy {
  /** They stay. */
  IGNORE("ignore"),
  /** They go, in the commit of the sync that no longer finds the object. */
  DELETE("delete");

  private final String text;

  DeletePolicy(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
