package io.s3ingest.store.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Walks the files below a prefix in the order in which S3 lists keys: by their UTF-8 bytes, a
 * folder as if its name ended with a slash. Holds the children of the folders on its way only.
 */
final class OrderedWalk {
  /**
   * A file, or a folder that is given as a whole.
   *
   * @param status null for a folder
   */
  record Entry(String key, FileStatus status) {}

  private record Child(String key, FileStatus status) {}

  private final HadoopRoot root;
  private final String prefix;
  private final boolean grouped;
  private final String after;
  private final boolean afterFolder;
  private final Deque<Iterator<Child>> way = new ArrayDeque<>();
  private Entry next;

  /**
   * Starts behind a key.
   *
   * @param grouped whether folders right below the prefix are given as a whole
   * @param after the last key that is left out; null for none
   * @param afterFolder whether {@code after} is a folder that was given as a whole
   */
  OrderedWalk(HadoopRoot root, String prefix, boolean grouped, String after, boolean afterFolder)
      throws IOException {
    this.root = root;
    this.prefix = prefix;
    this.grouped = grouped;
    this.after = after;
    this.afterFolder = afterFolder;
    way.push(children(prefix.substring(0, prefix.lastIndexOf('/') + 1)).iterator());
    advance();
  }

  /** Returns the entry ahead; null at the end. */
  Entry peek() {
    return next;
  }

  Entry take() throws IOException {
    Entry taken = next;
    advance();
    return taken;
  }

  private void advance() throws IOException {
    next = null;
    while (!way.isEmpty() && next == null) {
      if (!way.peek().hasNext()) {
        way.pop();
        continue;
      }
      Child child = way.peek().next();
      if (!child.status().isDirectory()) {
        next = new Entry(child.key(), child.status());
      } else if (!grouped) {
        way.push(children(child.key()).iterator());
      } else if (new OrderedWalk(root, child.key(), false, behind(child.key()), false).peek()
          != null) {
        next = new Entry(child.key(), null);
      }
    }
  }

  /** A folder is given if it holds a key behind {@code after}. */
  private String behind(String folder) {
    return after != null && after.startsWith(folder) ? after : null;
  }

  private List<Child> children(String folder) throws IOException {
    Path path = root.path(folder);
    FileStatus[] statuses;
    try {
      statuses = root.fileSystem().listStatus(path);
    } catch (FileNotFoundException e) {
      if (folder.isEmpty()) {
        throw e;
      }
      // No such folder, or it went while we walked: S3 has no keys below it either.
      return List.of();
    }
    List<Child> out = new ArrayList<>(statuses.length);
    for (FileStatus status : statuses) {
      if (status.getPath().equals(path) && !status.isDirectory()) {
        // The path is a file; a key with a slash behind it is not there.
        continue;
      }
      String key = folder + status.getPath().getName() + (status.isDirectory() ? "/" : "");
      if (key.startsWith(prefix) && !isBefore(key, status.isDirectory())) {
        out.add(new Child(key, status));
      }
    }
    out.sort((a, b) -> compare(a.key(), b.key()));
    return out;
  }

  private boolean isBefore(String key, boolean folder) {
    if (after == null) {
      return false;
    }
    if (folder && after.startsWith(key)) {
      return afterFolder && after.equals(key);
    }
    return compare(key, after) <= 0;
  }

  /** Orders as the UTF-8 bytes do, where Java's own order puts surrogates too early. */
  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        if (Character.isSurrogate(x) != Character.isSurrogate(y)) {
          return Character.isSurrogate(x) ? 1 : -1;
        }
        return x - y;
      }
    }
    return a.length() - b.length();
  }
}
