package io.s3ingest.cli;

import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.DiscoveredTables;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableFiles;
import io.s3ingest.discovery.TableList;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.Blame;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.StoreAsOf;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.sync.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables that a source file names, with progress for people. */
final class SourceTables {
  /** What a Spark session of a command is set to, so that discover and sync see the same types. */
  static final Map<String, String> SESSION =
      Map.of("spark.sql.session.timeZone", "UTC", "spark.sql.caseSensitive", "false");

  private SourceTables() {}

  static Discovery discovery(SourceFile source) {
    return discovery(source.readOptions());
  }

  /** Finds what a sync takes: an object that cannot be read does not hold up the others. */
  static Discovery discoveryForSync(SourceFile source) {
    return discovery(
        ReadOptions.of(
            Sync.discoveryOptions(source.options()), Map.of(), OptionSet.Unknown.REJECT));
  }

  private static Discovery discovery(ReadOptions read) {
    DecodeOptions decode = DecodeOptions.of(read, SESSION);
    return new Discovery(
        StoreAsOf.of(StoreRegistry.open(read.store()), read.timestampAsOf()),
        FormatRegistry.load(),
        read,
        decode);
  }

  /** Lists and infers all tables; fails if there is none. */
  static DiscoveredTables discover(SourceFile source, Console console) {
    Discovery discovery = discovery(source);
    TableList list = list(discovery, source);
    Progress progress = new Progress(console, "Discovering", list.tables().size());
    List<DiscoveredTable> tables = new ArrayList<>();
    List<DiscoveredTables.Failure> failures = new ArrayList<>();
    for (TableFiles files : list.tables()) {
      progress.begin(files.name());
      try {
        tables.add(discovery.describe(files));
      } catch (S3IngestException e) {
        if (e.condition().blame() != Blame.USER) {
          progress.end();
          throw e;
        }
        failures.add(new DiscoveredTables.Failure(files.name(), e));
      }
      progress.done(1, files.name());
    }
    progress.end();
    return new DiscoveredTables(tables, failures, list.excluded().counts());
  }

  /** Finds where the tables lie, listing as little as it can; fails if there is none. */
  static List<TableScope> scopes(Discovery discovery, SourceFile source) {
    List<TableScope> scopes = discovery.scopes();
    if (scopes.isEmpty()) {
      throw nothing(discovery.tables().excluded(), source);
    }
    return scopes;
  }

  /** Lists all tables; fails if there is none. */
  static TableList list(Discovery discovery, SourceFile source) {
    TableList list = discovery.tables();
    if (list.tables().isEmpty()) {
      throw nothing(list.excluded(), source);
    }
    return list;
  }

  private static S3IngestException nothing(Exclusions excluded, SourceFile source) {
    String where = source.where();
    List<String> others = excluded.keys(ExclusionReason.OTHER_FORMAT);
    if (excluded.total() == 0) {
      return DiscoveryErrors.nothingListed(where);
    } else if (others.isEmpty()) {
      return DiscoveryErrors.allExcluded(where, DiscoverCommand.words(excluded.counts()));
    }
    String extensions =
        others.stream()
            .map(key -> key.substring(key.lastIndexOf('/') + 1))
            .map(name -> name.contains(".") ? name.substring(name.indexOf('.')) : "none")
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return DiscoveryErrors.noneOfFormat(where, source.readOptions().fileFormat(), extensions);
  }
}
