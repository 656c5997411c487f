package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.ListingSummary;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Groups what is listed below a prefix into tables. Not thread-safe; used once. */
final class TableGrouping {
  private static final class Group {
    final Set<ListingRoot> roots = new LinkedHashSet<>();
    final TableTally tally;
    final Exclusions excluded = new Exclusions();

    Group(TableTally tally) {
      this.tally = tally;
    }
  }

  private final ObjectPath parent;
  private final TableNames names;
  private final Supplier<TableTally> tallies;
  private final Map<String, Group> groups = new TreeMap<>(KeyOrder.INSTANCE);
  private final Exclusions beside = new Exclusions();

  TableGrouping(ObjectPath parent, TableNames names, Supplier<TableTally> tallies) {
    this.tallies = tallies;
    this.parent = parent;
    this.names = names;
  }

  /** Takes an object that takes part; fails if two folders give one name. */
  void take(ObjectRef object) {
    group(object).tally.add(object);
  }

  /** Takes an object that takes no part. */
  void leave(ExclusionReason reason, ObjectRef object) {
    boolean otherTime =
        reason == ExclusionReason.MODIFIED_AFTER || reason == ExclusionReason.MODIFIED_BEFORE;
    TableNames.Named named = reason == ExclusionReason.ROOT_FILE ? null : names.of(object.key());
    if (named == null) {
      beside.add(reason, object);
    } else if (otherTime) {
      // A table without anything new is one nevertheless.
      group(object).excluded.add(reason, object);
    } else {
      named(named.name()).excluded.add(reason, object);
    }
  }

  private Group named(String name) {
    return groups.computeIfAbsent(name, any -> new Group(tallies.get()));
  }

  private Group group(ObjectRef object) {
    TableNames.Named named = names.of(object.key());
    Group group = named(named.name());
    if (group.roots.add(named.root()) && group.roots.size() > 1 && !named.mayShare()) {
      throw DiscoveryErrors.ambiguousTableName(
          named.name(), uri(group.roots.iterator().next()), uri(named.root()));
    }
    return group;
  }

  /** Returns the tables: the groups that have a folder. */
  TableList list(ListingSummary summary) {
    List<TableFiles> tables = new ArrayList<>();
    groups.forEach(
        (name, group) -> {
          if (group.roots.isEmpty()) {
            beside.addAll(group.excluded);
          } else {
            tables.add(files(name, group, summary));
          }
        });
    return new TableList(tables, beside);
  }

  private TableFiles files(String name, Group group, ListingSummary summary) {
    List<ListingRoot> roots = List.copyOf(group.roots);
    return TableFiles.tallied(
        new TableScope(name, parent.bucket(), roots, bases(roots)),
        group.tally,
        group.excluded,
        summary.storeTime());
  }

  /** Levels above a table's folder count where it lies below {@code key=value} folders. */
  private List<String> bases(List<ListingRoot> roots) {
    String base = roots.get(0).baseFolder();
    boolean below = base.substring(parent.key().length()).contains("=");
    return List.of(roots.size() == 1 && !below ? base : parent.key());
  }

  private String uri(ListingRoot root) {
    return new ObjectPath(parent.bucket(), root.text()).uri();
  }
}
