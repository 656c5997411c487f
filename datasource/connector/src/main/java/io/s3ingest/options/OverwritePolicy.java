package io.s3ingest.options;

/** What becomes of an object that was taken and has other content now. */
public enum OverwritePolicy {
  /** The rows of the new version are added; those of the old one stay. */
  APPEND("append"),
  /** The rows of the new version take the place of the old one's, in one commit. */
  REPLACE("replace"),
  /** The rows of the old version stay, and the change is not looked at again. */
  IGNORE("ignore"),
  /** The sync ends before anything is staged. */
  FAIL("fail");

  private final String text;

  OverwritePolicy(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
