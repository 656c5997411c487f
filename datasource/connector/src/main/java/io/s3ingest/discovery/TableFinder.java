package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.listing.ObjectLister;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.TableNaming;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the tables below a prefix. Where the first folder names a table, the folders alone are
 * listed and each is looked into until its first file; otherwise everything below is listed.
 */
final class TableFinder {
  private final ObjectStore store;
  private final FileSelector selector;
  private final ReadOptions options;
  private final Function<String, TableTally> tallies;

  /** {@code tallies} begins a tally of objects whose levels are read below a folder. */
  TableFinder(
      ObjectStore store,
      FileSelector selector,
      ReadOptions options,
      Function<String, TableTally> tallies) {
    this.tallies = tallies;
    this.store = store;
    this.selector = selector;
    this.options = options;
  }

  /** Lists everything below the prefix. */
  TableList tables() {
    ObjectPath parent = TablePaths.parent(options);
    TableNames names = new TableNames(options.tableNaming(), parent.key());
    ObjectFilter format = selector.givenFormat();
    TableGrouping groups = new TableGrouping(parent, names, () -> tallies.apply(parent.key()));
    ListingQuery query =
        selector.query(
            below(parent),
            object ->
                names.of(object.key()) == null
                    ? ExclusionReason.ROOT_FILE
                    : format.exclude(object));
    return groups.list(new ObjectLister(store, query).forEach(groups::take, groups::leave));
  }

  /** Returns the tables by name. */
  List<TableScope> scopes() {
    Optional<List<String>> folders = firstFolders();
    if (folders.isEmpty()) {
      return tables().tables().stream().map(TableFiles::scope).toList();
    }
    ObjectPath parent = TablePaths.parent(options);
    List<TableScope> out = new ArrayList<>();
    for (String folder : folders.get()) {
      TableScope scope = scopeOf(parent, folder);
      if (hasFiles(scope)) {
        out.add(scope);
      }
    }
    return out;
  }

  /** Finds one table by its name. */
  Optional<TableScope> scope(String name) {
    if (options.tableNaming() == TableNaming.FIRST_FOLDER) {
      Optional<TableScope> folder = folder(name);
      if (folder.isPresent()) {
        return folder.filter(this::hasFiles);
      }
    }
    return tables().tables().stream()
        .map(TableFiles::scope)
        .filter(scope -> scope.name().equals(name))
        .findFirst();
  }

  /** Returns the folder of a table by its name; empty if folders alone do not tell. */
  Optional<TableScope> folder(String name) {
    boolean telling =
        options.tableNaming() != TableNaming.FULL_PREFIX
            && !name.isEmpty()
            && name.indexOf('/') < 0
            && !PartitionFolders.isPartition(name)
            && !ListingRoot.isHiddenName(name);
    // A folder of this name below key=value folders would be a part of the table.
    return telling && folders().isPresent()
        ? Optional.of(scopeOf(TablePaths.parent(options), name))
        : Optional.empty();
  }

  /** Returns the folders that are tables; empty if folders alone do not tell. */
  private Optional<List<String>> firstFolders() {
    return options.tableNaming() == TableNaming.FIRST_FOLDER ? folders() : Optional.empty();
  }

  /** Returns the folders below the prefix; empty if one is a level of a table. */
  private Optional<List<String>> folders() {
    ObjectPath parent = TablePaths.parent(options);
    List<String> out = new ArrayList<>();
    ListRequest request = ListRequest.below(parent.bucket(), parent.key()).delimitedBy("/");
    String token = null;
    do {
      ListPage page = store.list(token == null ? request : request.page(token));
      for (String prefix : page.commonPrefixes()) {
        String folder = prefix.substring(parent.key().length(), prefix.length() - 1);
        if (PartitionFolders.isPartition(folder)) {
          return Optional.empty();
        }
        if (!folder.isEmpty() && !ListingRoot.isHiddenName(folder)) {
          out.add(folder);
        }
      }
      boolean stuck = page.nextToken() != null && page.nextToken().equals(token);
      token = stuck ? null : page.nextToken();
    } while (token != null);
    return Optional.of(out);
  }

  /** Stops at the first file, times aside: a table without anything new is one nevertheless. */
  private boolean hasFiles(TableScope scope) {
    ObjectFilter format = selector.givenFormat();
    ListingQuery query = selector.query(scope, format).ofAllTimes();
    return new ObjectLister(store, query).findsAny();
  }

  private static TableScope scopeOf(ObjectPath parent, String folder) {
    String root = parent.key() + folder + "/";
    return new TableScope(folder, parent.bucket(), List.of(ListingRoot.of(root)), List.of(root));
  }

  private static TableScope below(ObjectPath parent) {
    return new TableScope(
        "", parent.bucket(), List.of(ListingRoot.of(parent.key())), List.of(parent.key()));
  }
}
