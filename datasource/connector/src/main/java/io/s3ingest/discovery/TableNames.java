package io.s3ingest.discovery;

import io.s3ingest.listing.ListingRoot;
import io.s3ingest.options.TableNaming;

/** Names tables after folders. */
final class TableNames {
  /**
   * A table that an object belongs to.
   *
   * @param root what holds the table's objects; several roots may share a name
   * @param mayShare whether other roots of this name belong to the same table
   */
  record Named(String name, ListingRoot root, boolean mayShare) {}

  private final TableNaming naming;
  private final String prefix;

  /** {@code prefix} is empty or ends in a slash. */
  TableNames(TableNaming naming, String prefix) {
    this.naming = naming;
    this.prefix = prefix;
  }

  /** Returns the table of a key below the prefix, or null if it lies beside the tables. */
  Named of(String key) {
    return switch (naming) {
      case FIRST_FOLDER -> firstFolder(key);
      case FIRST_FOLDER_OR_FILE -> firstFolderOrFile(key);
      case FULL_PREFIX -> fullPrefix(key);
    };
  }

  private Named firstFolder(String key) {
    int start = prefix.length();
    for (int slash = key.indexOf('/', start); slash >= 0; slash = key.indexOf('/', start)) {
      String folder = key.substring(start, slash);
      if (!PartitionFolders.isPartition(folder)) {
        return folder.isEmpty()
            ? null
            : new Named(folder, ListingRoot.of(key.substring(0, slash + 1)), true);
      }
      start = slash + 1;
    }
    return null;
  }

  /** The whole name of a file names its table, so that users.csv and users/ stay apart. */
  private Named firstFolderOrFile(String key) {
    return key.indexOf('/', prefix.length()) >= 0
        ? firstFolder(key)
        : new Named(clean(key.substring(prefix.length())), ListingRoot.key(key), false);
  }

  private static Named fullPrefix(String key) {
    int slash = key.lastIndexOf('/');
    if (slash < 0) {
      int dot = key.lastIndexOf('.');
      String stem = dot > 0 ? key.substring(0, dot) : key;
      return new Named(clean(stem), ListingRoot.key(key), false);
    }
    return new Named(
        clean(key.substring(0, slash)), ListingRoot.filesOf(key.substring(0, slash + 1)), false);
  }

  /**
   * Every run of characters that are no letters or digits becomes one underscore, none at the ends.
   */
  static String clean(String path) {
    StringBuilder out = new StringBuilder(path.length());
    boolean gap = false;
    for (int i = 0; i < path.length(); ) {
      int c = path.codePointAt(i);
      if (Character.isLetterOrDigit(c)) {
        if (gap && !out.isEmpty()) {
          out.append('_');
        }
        out.appendCodePoint(c);
        gap = false;
      } else {
        gap = true;
      }
      i += Character.charCount(c);
    }
    return out.isEmpty() ? "_" : out.toString();
  }
}
