package io.s3ingest.cli;

import io.s3ingest.cli.config.CatalogStream;
import io.s3ingest.cli.config.StateFile;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.error.Blame;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.SyncMode;
import io.s3ingest.sync.CleanReport;
import io.s3ingest.sync.Sync;
import io.s3ingest.sync.SyncReport;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Lands streams in Iceberg, one after the other; one that fails does not hold up the others. */
final class SyncCommand {
  private final Streams streams;
  private final StateFile state;
  private final Console console;

  /** {@code state} may be null: no state file. */
  SyncCommand(Streams streams, StateFile state, Console console) {
    this.streams = streams;
    this.state = state;
    this.console = console;
  }

  int run() {
    if (state != null) {
      state.requireWritable();
    }
    Discovery discovery = streams.discovery();
    Map<CatalogStream, StreamPlace> found = streams.of(discovery);
    SyncResult result = new SyncResult();
    Progress progress = new Progress(console, "Syncing", 0);
    try (SyncSession session = SyncSession.open(streams.destination())) {
      for (Map.Entry<CatalogStream, StreamPlace> entry : found.entrySet()) {
        CatalogStream stream = entry.getKey();
        try {
          result.add(sync(stream, entry.getValue(), discovery, session.spark(), progress));
        } catch (RuntimeException e) {
          S3IngestException known = S3IngestException.in(e);
          if (known == null || known.condition().blame() == Blame.OURS) {
            throw e;
          }
          S3IngestException reason = entry.getValue().reason(known);
          result.failed(stream.name(), reason);
          progress.say("Stream " + stream.name() + " is not synced: " + reason.getMessage());
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
      StreamPlace place,
      Discovery discovery,
      SparkSession spark,
      Progress progress) {
    boolean incremental = stream.mode() == SyncMode.INCREMENTAL;
    Instant imported = state != null && incremental ? state.cursor(stream.name()) : null;
    SyncReport report =
        new Sync(spark, streams.options(stream), new SyncProgress(progress))
            .run(streams.source(stream, place, discovery), imported);
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
}
