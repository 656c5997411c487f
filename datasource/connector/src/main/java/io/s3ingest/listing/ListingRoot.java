package io.s3ingest.listing;

import java.io.Serializable;
import java.util.List;

/**
 * Where a listing begins: a folder with everything below it, a folder's own files only, one exact
 * key, or a glob. A folder is never a part of a name: {@code csv} does not take {@code csvgz/}.
 */
public final class ListingRoot implements Serializable {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    FOLDER,
    FOLDER_OR_KEY,
    FOLDER_FILES,
    KEY,
    GLOB
  }

  private final Kind kind;
  private final String text;
  private final PathGlob glob;
  private final List<String> spelledOut;

  private ListingRoot(Kind kind, String text) {
    this.kind = kind;
    this.text = text;
    this.glob = kind == Kind.GLOB ? new PathGlob(text) : null;
    this.spelledOut = glob == null ? List.of() : List.of(text.split("/"));
  }

  /** A folder, or an exact key where {@code path} does not end in a slash; empty = the bucket. */
  public static ListingRoot of(String path) {
    String clean = path.startsWith("/") ? path.substring(1) : path;
    return new ListingRoot(
        clean.isEmpty() || clean.endsWith("/") ? Kind.FOLDER : Kind.FOLDER_OR_KEY, clean);
  }

  /** A path of {@code load}, which may be a glob. */
  public static ListingRoot ofPath(String path) {
    return PathGlob.isGlob(path) ? new ListingRoot(Kind.GLOB, path) : of(path);
  }

  /** The files that lie directly in a folder, which is empty or ends in a slash. */
  public static ListingRoot filesOf(String folder) {
    return new ListingRoot(Kind.FOLDER_FILES, folder);
  }

  /** One exact key. */
  public static ListingRoot key(String key) {
    return new ListingRoot(Kind.KEY, key);
  }

  /** Returns the path as it was given. */
  public String text() {
    return text;
  }

  /** Returns whether this root is a glob. */
  public boolean isGlob() {
    return kind == Kind.GLOB;
  }

  /** Returns the folder that names and {@code key=value} levels are read below, with its slash. */
  public String baseFolder() {
    return switch (kind) {
      case FOLDER, FOLDER_FILES -> text;
      case FOLDER_OR_KEY -> text + "/";
      case KEY -> text.substring(0, text.lastIndexOf('/') + 1);
      case GLOB -> {
        String literal = glob.literalPrefix();
        yield literal.substring(0, literal.lastIndexOf('/') + 1);
      }
    };
  }

  /** Returns the key that this root may name exactly, or null. */
  String exactKey() {
    return kind == Kind.FOLDER_OR_KEY || kind == Kind.KEY ? text : null;
  }

  /** Returns the string prefix that is listed for this root, or null if it is one key only. */
  String listedPrefix() {
    return switch (kind) {
      case FOLDER, FOLDER_FILES -> text;
      case FOLDER_OR_KEY -> text + "/";
      case KEY -> null;
      case GLOB -> glob.literalPrefix();
    };
  }

  /** Returns whether folders below this root are left aside, so that they need not be listed. */
  boolean filesOnly() {
    return kind == Kind.FOLDER_FILES;
  }

  /** Returns whether a key lies below this root. */
  public boolean covers(String key) {
    return switch (kind) {
      case FOLDER -> key.startsWith(text);
      case FOLDER_OR_KEY ->
          key.equals(text) || (key.startsWith(text) && key.charAt(text.length()) == '/');
      case FOLDER_FILES -> key.startsWith(text) && key.indexOf('/', text.length()) < 0;
      case KEY -> key.equals(text);
      case GLOB -> glob.covers(key);
    };
  }

  /**
   * Returns whether a name of {@code key} below this root begins with {@code _} or {@code .};
   * {@code _k=v} does not count, nor does a name that the user wrote out.
   */
  boolean hides(String key) {
    if (key.equals(exactKey())) {
      return false;
    }
    int start = Math.min(baseFolder().length(), key.length());
    while (start < key.length()) {
      int slash = key.indexOf('/', start);
      int end = slash < 0 ? key.length() : slash;
      if (isHiddenName(key, start, end) && !isSpelledOut(key.charAt(start))) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** Returns whether a folder or object of this name is passed over. */
  public static boolean isHiddenName(String name) {
    return isHiddenName(name, 0, name.length());
  }

  private static boolean isHiddenName(String key, int start, int end) {
    if (start == end) {
      return false;
    }
    char first = key.charAt(start);
    if (first == '_') {
      int equals = key.indexOf('=', start);
      return equals < 0 || equals >= end;
    }
    return first == '.';
  }

  private boolean isSpelledOut(char first) {
    for (String name : spelledOut) {
      if (!name.isEmpty() && name.charAt(0) == first) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListingRoot root && root.kind == kind && root.text.equals(text);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
