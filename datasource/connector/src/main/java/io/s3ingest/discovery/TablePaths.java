package io.s3ingest.discovery;

import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;

/** Turns the paths, or bucket, prefix and table, of the options into what is listed. */
final class TablePaths {
  private TablePaths() {}

  /** Returns the one table that the options ask for. */
  static TableScope table(ReadOptions options) {
    List<ListingRoot> roots = new ArrayList<>();
    String bucket = options.bucket();
    String first = null;
    for (String path : options.paths()) {
      ObjectPath parsed = ObjectPath.parse(path, options.store().kind());
      if (bucket != null && !bucket.equals(parsed.bucket())) {
        throw DiscoveryErrors.severalBuckets(first, path);
      }
      bucket = parsed.bucket();
      first = first == null ? path : first;
      roots.add(ListingRoot.ofPath(below(parsed.key(), options.table())));
    }
    if (roots.isEmpty()) {
      roots.add(ListingRoot.of(below(options.prefix(), options.table())));
    }
    String name = options.table() != null ? options.table() : nameOf(bucket, roots.get(0));
    return new TableScope(
        name, bucket, roots, roots.stream().map(ListingRoot::baseFolder).distinct().toList());
  }

  /** Returns bucket and folder (with its slash) that tables are found below. */
  static ObjectPath parent(ReadOptions options) {
    if (options.paths().size() > 1) {
      throw DiscoveryErrors.invalidPath(
          String.join(", ", options.paths()), "tables are found below one folder, these are more");
    }
    ObjectPath path =
        options.paths().isEmpty()
            ? new ObjectPath(options.bucket(), options.prefix())
            : ObjectPath.parse(options.paths().get(0), options.store().kind());
    ListingRoot root = ListingRoot.of(path.key());
    return new ObjectPath(path.bucket(), root.baseFolder());
  }

  private static String below(String folder, String table) {
    if (table == null) {
      return folder;
    }
    String parent = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    String child = table.startsWith("/") ? table.substring(1) : table;
    return parent + child;
  }

  private static String nameOf(String bucket, ListingRoot root) {
    String folder = root.baseFolder();
    String path = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? bucket : name;
  }
}
