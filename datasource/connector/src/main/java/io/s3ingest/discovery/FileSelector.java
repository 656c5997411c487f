package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.listing.ArrivalListing;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.listing.KeyPatterns;
import io.s3ingest.listing.Listing;
import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists the files of tables and leaves out those of other formats. */
final class FileSelector {
  private final ObjectStore store;
  private final FormatRegistry formats;
  private final ReadOptions options;
  private final FormatDetection detection;

  FileSelector(ObjectStore store, FormatRegistry formats, ReadOptions options) {
    this.store = store;
    this.formats = formats;
    this.options = options;
    this.detection = new FormatDetection(store, formats, options);
  }

  /** Returns what the options say of patterns and times. */
  ListingQuery query(TableScope scope, ObjectFilter filter) {
    return new ListingQuery(
        scope.bucket(),
        scope.roots(),
        new KeyPatterns(options.includePatterns(), options.excludePatterns()),
        options.modifiedAfter(),
        options.modifiedBefore(),
        ArrivalListing.announcements(options.arrival()).then(filter));
  }

  /** Returns the filter of the format that the user set; all pass if none is. */
  ObjectFilter givenFormat() {
    ObjectFormat given = detection.given();
    return given == null
        ? ObjectFilter.NONE
        : new FormatRule(given, FormatRule.spelledOut(List.of(), options));
  }

  /** Returns the filter of a format by its name. */
  ObjectFilter rule(TableScope scope, String format) {
    return new FormatRule(detection.named(format), FormatRule.spelledOut(scope.roots(), options));
  }

  /** Returns the filter that has chosen the files of {@code table}. */
  ObjectFilter rule(DiscoveredTable table) {
    return new FormatRule(
        detection.named(table.format()), accepted(table.scope(), table.objects()));
  }

  Selection list(TableScope scope) {
    return list(query(scope, ObjectFilter.NONE), scope);
  }

  /** Lists a table without regard to times. */
  Selection listOfAllTimes(TableScope scope) {
    return list(query(scope, ObjectFilter.NONE).ofAllTimes(), scope);
  }

  private Selection list(ListingQuery query, TableScope scope) {
    Listing listing = Listing.of(store, query);
    return select(
        new TableFiles(
            scope, listing.objects(), listing.summary().excluded(), listing.summary().storeTime()));
  }

  /** Leaves out what is of another format; opens objects only if nothing else tells theirs. */
  Selection select(TableFiles all) {
    if (all.tally() != null) {
      return selectTallied(all);
    }
    TableScope scope = all.scope();
    Extensions found = new Extensions();
    all.objects().forEach(found::add);
    ObjectFormat format =
        all.objects().isEmpty() ? detection.given() : detection.detect(scope, all.objects());
    if (format == null) {
      return new Selection(all, null, found);
    }
    Exclusions excluded = new Exclusions();
    excluded.addAll(all.excluded());
    List<ObjectRef> kept = new ArrayList<>();
    ObjectFilter rule = new FormatRule(format, accepted(scope, all.objects()));
    for (ObjectRef object : all.objects()) {
      ExclusionReason reason = rule.exclude(object);
      if (reason == null) {
        kept.add(object);
      } else {
        excluded.add(reason, object);
      }
    }
    return new Selection(new TableFiles(scope, kept, excluded, all.storeTime()), format, found);
  }

  private Selection selectTallied(TableFiles all) {
    TableScope scope = all.scope();
    TableTally tally = all.tally();
    Extensions found = tally.extensions();
    ObjectFormat format =
        all.objects().isEmpty()
            ? detection.given()
            : detection.detect(scope, found, tally.named(), all.objects());
    if (format == null) {
      return new Selection(all, null, found);
    }
    Set<String> accepted = new HashSet<>(FormatRule.spelledOut(scope.roots(), options));
    if (options.fileFormat() == null && tally.named().isEmpty()) {
      accepted.addAll(found.counts().keySet());
    }
    FormatRule rule = new FormatRule(format, accepted);
    TableTally others = tally.only(extension -> !rule.takes(extension));
    Exclusions excluded = new Exclusions();
    excluded.addAll(all.excluded());
    excluded.addAll(ExclusionReason.OTHER_FORMAT, others.count(), others.sample());
    return new Selection(
        TableFiles.tallied(scope, tally.only(rule::takes), excluded, all.storeTime()),
        format,
        found);
  }

  /** Returns the rule of the given format; where none is, of all formats that names tell. */
  FormatRule namedRule(TableScope scope) {
    Set<String> accepted = FormatRule.spelledOut(scope.roots(), options);
    ObjectFormat given = detection.given();
    return given == null
        ? new FormatRule(formats.formats(), accepted)
        : new FormatRule(given, accepted);
  }

  /** Returns whether the user set the format. */
  boolean hasGivenFormat() {
    return options.fileFormat() != null;
  }

  /** Fails where the names tell several formats and the user none. */
  void requireOneFormat(TableScope scope, TableTally tally) {
    detection.requireOne(scope, tally.extensions(), tally.named());
  }

  /** Where no name told the format, content did: then every extension there is one of it. */
  private Set<String> accepted(TableScope scope, List<ObjectRef> objects) {
    Set<String> out = new HashSet<>(FormatRule.spelledOut(scope.roots(), options));
    boolean byContent =
        options.fileFormat() == null
            && objects.stream().noneMatch(object -> formats.ofName(object.name()).isPresent());
    if (byContent) {
      objects.forEach(object -> out.add(FormatRegistry.extension(object.name())));
    }
    return out;
  }

  /** Fails, saying why, if a table has no files. */
  static void requireFiles(Selection selection) {
    if (!selection.isEmpty()) {
      return;
    }
    TableFiles files = selection.files();
    Map<ExclusionReason, Long> excluded = files.excluded().counts();
    String where = files.scope().where();
    if (excluded.isEmpty()) {
      throw DiscoveryErrors.nothingListed(where);
    }
    if (excluded.containsKey(ExclusionReason.OTHER_FORMAT) && selection.format() != null) {
      String found = selection.found().toString();
      List<String> keys = files.excluded().keys(ExclusionReason.OTHER_FORMAT);
      throw DiscoveryErrors.noneOfFormat(
          where, selection.format().name(), found.isEmpty() ? String.join(", ", keys) : found);
    }
    throw DiscoveryErrors.allExcluded(
        where,
        excluded.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .sorted()
            .collect(Collectors.joining(", ")));
  }

  /** Returns whether files are left out only because they are too old or too new. */
  static boolean hasOtherTimes(TableFiles files) {
    Set<ExclusionReason> reasons = files.excluded().counts().keySet();
    return reasons.contains(ExclusionReason.MODIFIED_AFTER)
        || reasons.contains(ExclusionReason.MODIFIED_BEFORE);
  }
}
