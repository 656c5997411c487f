package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.ListingSummary;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.listing.ObjectLister;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Groups what lies below a prefix into tables, in one walk. Used once. */
final class TableGrouping {
  private static final class Group {
    final Set<ListingRoot> roots = new LinkedHashSet<>();
    final List<ObjectRef> objects = new ArrayList<>();
    final Exclusions excluded = new Exclusions();
  }

  private final ObjectStore store;
  private final Discovery discovery;
  private final ObjectPath parent;
  private final TableNames names;
  private final ObjectFilter formatRule;
  private final Map<String, Group> groups = new TreeMap<>(KeyOrder.INSTANCE);
  private final Exclusions beside = new Exclusions();

  TableGrouping(ObjectStore store, Discovery discovery, ReadOptions options) {
    this.store = store;
    this.discovery = discovery;
    this.parent = TablePaths.parent(options);
    this.names = new TableNames(options.tableNaming(), parent.key());
    this.formatRule = rule(options);
  }

  private ObjectFilter rule(ReadOptions options) {
    ObjectFormat given = discovery.givenFormat();
    return given == null
        ? ObjectFilter.NONE
        : new FormatRule(given, FormatRule.spelledOut(List.of(), options));
  }

  TableList list() {
    TableScope all =
        new TableScope(
            "", parent.bucket(), List.of(ListingRoot.of(parent.key())), List.of(parent.key()));
    ListingQuery query =
        discovery.query(
            all,
            object ->
                names.of(object.key()) == null
                    ? ExclusionReason.ROOT_FILE
                    : formatRule.exclude(object));
    ListingSummary summary = new ObjectLister(store, query).forEach(this::take, this::leave);
    List<TableFiles> tables = new ArrayList<>();
    groups.forEach(
        (name, group) -> {
          if (group.objects.isEmpty()) {
            beside.addAll(group.excluded);
          } else {
            tables.add(files(name, group, summary));
          }
        });
    return new TableList(tables, beside);
  }

  private TableFiles files(String name, Group group, ListingSummary summary) {
    List<ListingRoot> roots = List.copyOf(group.roots);
    boolean ownFolder = roots.get(0).baseFolder().equals(roots.get(0).text());
    List<String> bases =
        ownFolder && roots.size() == 1 && !roots.get(0).text().contains("=")
            ? List.of(roots.get(0).text())
            : List.of(parent.key());
    if (!summary.inKeyOrder()) {
      group.objects.sort(Comparator.comparing(ObjectRef::key, KeyOrder.INSTANCE));
    }
    return new TableFiles(
        new TableScope(name, parent.bucket(), roots, bases),
        group.objects,
        group.excluded,
        summary.storeTime());
  }

  private void take(ObjectRef object) {
    TableNames.Named named = names.of(object.key());
    Group group = groups.computeIfAbsent(named.name(), any -> new Group());
    if (!group.roots.contains(named.root())) {
      if (!group.objects.isEmpty() && !named.mayShare()) {
        throw DiscoveryErrors.ambiguousTableName(
            named.name(), uri(group.roots.iterator().next()), uri(named.root()));
      }
      group.roots.add(named.root());
    }
    group.objects.add(object);
  }

  private void leave(ExclusionReason reason, ObjectRef object) {
    TableNames.Named named = reason == ExclusionReason.ROOT_FILE ? null : names.of(object.key());
    if (named == null) {
      beside.add(reason, object);
    } else {
      groups.computeIfAbsent(named.name(), any -> new Group()).excluded.add(reason, object);
    }
  }

  private String uri(ListingRoot root) {
    return new ObjectPath(parent.bucket(), root.text()).uri();
  }
}
