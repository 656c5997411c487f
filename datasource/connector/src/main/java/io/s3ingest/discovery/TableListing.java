package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.cursor.WalkAgain;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.listing.PagedListing;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The objects of a table, listed page by page. The walk that lists them tells their format by their
 * names as it goes and keeps a sample, so that the table can be described without listing it once
 * more. Where no name tells the format every object takes part, and the first walk has to be begun
 * again if there are unknown extensions; an option {@code fileFormat} saves that.
 */
public final class TableListing implements ObjectListing {
  private final Discovery discovery;
  private final TableScope scope;
  private final FileSelector selector;
  private final Supplier<TableTally> tallies;
  private PagedListing all;
  private boolean byContent;
  private TableFiles walked;
  private DiscoveredTable described;

  TableListing(
      Discovery discovery,
      TableScope scope,
      FileSelector selector,
      Supplier<TableTally> tallies,
      PagedListing all) {
    this.discovery = discovery;
    this.scope = scope;
    this.selector = selector;
    this.tallies = tallies;
    this.all = all;
  }

  /** Returns the place. */
  public TableScope scope() {
    return scope;
  }

  /** Leaves objects out that are no data; before the first walk. */
  public void leaveOut(ObjectFilter filter) {
    all = new PagedListing(all.store(), all.query().with(filter));
  }

  /** Infers the table from what the last walk has seen; lists it where there was none. */
  public DiscoveredTable describe() {
    if (described == null) {
      described = walked == null ? discovery.describe(scope) : discovery.describe(walked);
    }
    return described;
  }

  @Override
  public Walk walk() {
    return new TellingWalk(all.walk());
  }

  @Override
  public ListingView view() {
    return all.view();
  }

  private final class TellingWalk implements Walk {
    private final Walk objects;
    private final TableTally tally = tallies.get();
    private final FormatRule known = selector.namedRule(scope);
    private final Exclusions others = new Exclusions();

    TellingWalk(Walk objects) {
      this.objects = objects;
    }

    @Override
    public ObjectRef next() {
      for (ObjectRef object = objects.next(); object != null; object = objects.next()) {
        tally.add(object);
        ExclusionReason reason = byContent ? null : known.exclude(object);
        if (reason == null) {
          return object;
        }
        others.add(reason, object);
      }
      end();
      return null;
    }

    private void end() {
      selector.requireOneFormat(scope, tally);
      boolean unnamed = !selector.hasGivenFormat() && tally.named().isEmpty();
      if (unnamed != byContent && (byContent || others.total() > 0)) {
        byContent = unnamed;
        throw new WalkAgain();
      }
      Exclusions excluded = new Exclusions();
      objects.excluded().forEach((reason, count) -> excluded.addAll(reason, count, List.of()));
      walked = TableFiles.tallied(scope, tally, excluded, objects.storeTime());
      described = null;
    }

    @Override
    public Map<ExclusionReason, Long> excluded() {
      Map<ExclusionReason, Long> out = new EnumMap<>(ExclusionReason.class);
      out.putAll(objects.excluded());
      others.counts().forEach((reason, count) -> out.merge(reason, count, Long::sum));
      return out;
    }

    @Override
    public Instant storeTime() {
      return objects.storeTime();
    }

    @Override
    public void close() {
      objects.close();
    }
  }
}
