package io.s3ingest.cli;

import io.s3ingest.cli.config.CatalogFile;
import io.s3ingest.cli.config.CatalogStream;
import io.s3ingest.cli.config.ColumnChoice;
import io.s3ingest.cli.config.DestinationFile;
import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.cli.config.StateFile;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableFiles;
import io.s3ingest.error.Blame;
import io.s3ingest.error.CliErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.SyncMode;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.sync.CleanReport;
import io.s3ingest.sync.Sync;
import io.s3ingest.sync.SyncReport;
import io.s3ingest.sync.SyncSource;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Lands streams in Iceberg, one after the other; one that fails does not hold up the others. */
final class SyncCommand {
  private final SourceFile source;
  private final CatalogFile catalog;
  private final DestinationFile destination;
  private final StateFile state;
  private final Console console;

  /** {@code catalog} and {@code state} may be null: all streams, no state file. */
  SyncCommand(
      SourceFile source,
      CatalogFile catalog,
      DestinationFile destination,
      StateFile state,
      Console console) {
    this.source = source;
    this.catalog = catalog;
    this.destination = destination;
    this.state = state;
    this.console = console;
  }

  int run() {
    if (state != null) {
      state.requireWritable();
    }
    Discovery discovery = SourceTables.discoveryForSync(source);
    Map<CatalogStream, TableFiles> streams = streams(discovery);
    SyncResult result = new SyncResult();
    Progress progress = new Progress(console, "Syncing", 0);
    try (SyncSession session = SyncSession.open(destination)) {
      for (Map.Entry<CatalogStream, TableFiles> entry : streams.entrySet()) {
        CatalogStream stream = entry.getKey();
        try {
          result.add(sync(stream, entry.getValue(), discovery, session.spark(), progress));
        } catch (RuntimeException e) {
          S3IngestException known = S3IngestException.in(e);
          if (known == null || known.condition().blame() == Blame.OURS) {
            throw e;
          }
          result.failed(stream.name(), known);
          progress.say("Stream " + stream.name() + " is not synced: " + known.getMessage());
        }
      }
    } finally {
      progress.end();
    }
    console.result(console.json() ? Json.pretty(result.json()) : result.table());
    return result.exitCode();
  }

  private SyncReport sync(
      CatalogStream stream,
      TableFiles files,
      Discovery discovery,
      SparkSession spark,
      Progress progress) {
    boolean incremental = stream.mode() == SyncMode.INCREMENTAL;
    Instant imported = state != null && incremental ? state.cursor(stream.name()) : null;
    DiscoveredTable table = discovery.describe(files);
    SyncSource whole =
        SyncSource.of(table, discovery.listing(table), source.readOptions(), source.options());
    SyncReport report =
        new Sync(spark, options(stream), new SyncProgress(progress))
            .run(narrowed(whole, stream.columns()), imported);
    if (!report.importedAtTime().isEmpty()) {
      progress.say(
          "Stream %s: these objects have the very time of the state file and count as taken: %s."
              .formatted(stream.name(), String.join(", ", report.importedAtTime())));
    }
    sayWhatElse(stream.name(), report, progress);
    if (state != null && incremental && report.newestIngested() != null) {
      state.advance(stream.name(), stream.namespace(), stream.mode(), report.newestIngested());
      state.write();
    }
    return report;
  }

  private static void sayWhatElse(String stream, SyncReport report, Progress progress) {
    if (report.replaced() + report.deleted() > 0) {
      progress.say(
          "Stream %s: %d objects were overwritten and %d deleted; %d of their rows were removed."
              .formatted(stream, report.replaced(), report.deleted(), report.rowsRemoved()));
    }
    if (report.ignored() > 0) {
      progress.say(
          "Stream %s: %d objects were overwritten; their old rows stay (onOverwrite=ignore)."
              .formatted(stream, report.ignored()));
    }
    CleanReport cleaned = report.cleaned();
    if (cleaned.cleaned() + cleaned.failed() > 0) {
      progress.say(
          "Stream %s: cleanSource=%s%s: %d objects, %d failed%s."
              .formatted(
                  stream,
                  cleaned.mode(),
                  cleaned.dryRun() ? ", dry run" : "",
                  cleaned.cleaned(),
                  cleaned.failed(),
                  cleaned.failed() == 0 ? "" : ", such as: " + cleaned.failures().get(0)));
    }
  }

  private SyncOptions options(CatalogStream stream) {
    Map<String, String> raw = new TreeMap<>(destination.syncOptions());
    raw.put("syncMode", stream.mode().toString());
    if (!stream.table().equals(stream.name())) {
      raw.put("tableName", stream.table());
    }
    if (stream.partitionBy() != null) {
      raw.put("partitionBy", stream.partitionBy());
    }
    return SyncOptions.of(raw);
  }

  /** Returns what is to be synced, in the order of the catalog file, and its listed files. */
  private Map<CatalogStream, TableFiles> streams(Discovery discovery) {
    Map<String, TableFiles> found = new TreeMap<>();
    SourceTables.list(discovery, source).tables().forEach(t -> found.put(t.name(), t));
    Map<CatalogStream, TableFiles> out = new LinkedHashMap<>();
    if (catalog == null) {
      found.forEach((name, files) -> out.put(everythingOf(files), files));
      return out;
    }
    for (CatalogStream stream : catalog.streams()) {
      TableFiles files = found.get(stream.name());
      if (files == null) {
        throw CliErrors.streamNotFound(stream.name(), source.where(), List.copyOf(found.keySet()));
      }
      out.put(stream, files);
    }
    return out;
  }

  private static CatalogStream everythingOf(TableFiles files) {
    return new CatalogStream(
        files.name(),
        files.scope().bucket(),
        SyncMode.INCREMENTAL,
        files.name(),
        null,
        ColumnChoice.ALL);
  }

  private static SyncSource narrowed(SyncSource whole, ColumnChoice choice) {
    StructField[] kept =
        Arrays.stream(whole.schema().fields())
            .filter(field -> choice.takes(field.name()))
            .toArray(StructField[]::new);
    return new SyncSource(
        whole.stream(),
        whole.bucket(),
        whole.prefix(),
        whole.base(),
        whole.naming(),
        whole.format(),
        new StructType(kept),
        whole.partitionColumns().stream().filter(choice::takes).toList(),
        whole.listing(),
        whole.options());
  }
}
