package io.s3ingest.cursor;

/** Why a listed object takes no part in a table; each is counted. */
public enum ExclusionReason {
  /** 0 bytes. */
  EMPTY("empty"),
  /** A name below the prefix begins with {@code _} or {@code .}. */
  HIDDEN("hidden"),
  /** A key that ends in a slash: the marker of a folder. */
  FOLDER_MARKER("folder-marker"),
  /** Another extension than the table's format has. */
  OTHER_FORMAT("other-format"),
  /** An object beside the folders that become tables. */
  ROOT_FILE("root-file"),
  /** Not covered by includePatterns, or covered by excludePatterns or a glob. */
  PATTERN("pattern"),
  /** What announces the arrival of others: a marker, a manifest, a twin. */
  ANNOUNCEMENT("announcement"),
  /** At or before modifiedAfter. */
  MODIFIED_AFTER("modified-after"),
  /** At or after modifiedBefore. */
  MODIFIED_BEFORE("modified-before");

  private final String text;

  ExclusionReason(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
