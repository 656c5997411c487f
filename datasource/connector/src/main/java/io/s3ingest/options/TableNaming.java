package io.s3ingest.options;

/** How folders become tables. */
public enum TableNaming {
  FIRST_FOLDER("firstFolder"),
  /** As firstFolder, and an object beside the folders is a table of its own. */
  FIRST_FOLDER_OR_FILE("firstFolderOrFile"),
  FULL_PREFIX("fullPrefix");

  private final String text;

  TableNaming(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
