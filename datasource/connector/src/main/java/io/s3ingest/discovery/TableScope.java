package io.s3ingest.discovery;

import io.s3ingest.listing.ListingRoot;
import io.s3ingest.store.ObjectPath;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the objects of a table lie.
 *
 * @param name by the naming rule
 * @param roots what is listed
 * @param bases the folders that {@code key=value} levels are read below, with their slash
 */
public record TableScope(String name, String bucket, List<ListingRoot> roots, List<String> bases) {
  public TableScope {
    roots = List.copyOf(roots);
    bases = List.copyOf(bases);
  }

  /** Returns the places as {@code s3://} URIs, for messages. */
  public String where() {
    return roots.stream()
        .map(root -> new ObjectPath(bucket, root.text()).uri())
        .collect(Collectors.joining(", "));
  }
}
