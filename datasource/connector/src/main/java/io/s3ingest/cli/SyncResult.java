package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.sync.CleanReport;
import io.s3ingest.sync.ObjectProblem;
import io.s3ingest.sync.SyncReport;
import java.util.ArrayList;
import java.util.List;

/** What the streams of one sync came to. Not thread-safe. */
final class SyncResult {
  private final List<SyncReport> reports = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  private record Failure(String stream, S3IngestException reason) {}

  void add(SyncReport report) {
    reports.add(report);
  }

  void failed(String stream, S3IngestException reason) {
    failures.add(new Failure(stream, reason));
  }

  boolean isEmpty() {
    return reports.isEmpty() && failures.isEmpty();
  }

  /** Returns 0, or the code of the gravest failure. */
  int exitCode() {
    return failures.stream()
        .mapToInt(failure -> failure.reason().condition().blame().exitCode())
        .max()
        .orElse(0);
  }

  String table() {
    TextTable table =
        new TextTable(
            "STREAM",
            "TABLE",
            "NEW FILES",
            "NEW ROWS",
            "UNCHANGED",
            "QUARANTINED",
            "SKIPPED",
            "EXCLUDED");
    for (SyncReport report : reports) {
      table.row(
          report.stream(),
          report.destination(),
          report.ingested(),
          report.rows(),
          report.unchanged(),
          report.quarantined(),
          report.skipped(),
          excluded(report));
    }
    for (Failure failure : failures) {
      table.row(failure.stream(), "failed", "-", "-", "-", "-", "-", "-");
    }
    return table.toString();
  }

  ObjectNode json() {
    ObjectNode root = Json.object();
    root.put("status", failures.isEmpty() ? "SUCCEEDED" : "FAILED");
    ArrayNode streams = root.putArray("streams");
    for (SyncReport report : reports) {
      ObjectNode node = streams.addObject();
      node.put("stream", report.stream());
      node.put("status", "SUCCEEDED");
      node.put("table", report.destination());
      node.put("pipeline", report.pipeline());
      node.put("listed", report.listed());
      node.put("ingested", report.ingested());
      node.put("rows", report.rows());
      node.put("bytes", report.bytes());
      node.put("unchanged", report.unchanged());
      node.put("quarantined", report.quarantined());
      node.put("skipped", report.skipped());
      node.put("ignored", report.ignored());
      node.put("vanished", report.vanished());
      node.put("replaced", report.replaced());
      node.put("deleted", report.deleted());
      node.put("rows_removed", report.rowsRemoved());
      ObjectNode excluded = node.putObject("excluded");
      report.excluded().forEach((reason, count) -> excluded.put(reason.toString(), count));
      node.put("commits", report.commits());
      if (report.snapshotId() >= 0) {
        node.put("snapshot_id", report.snapshotId());
      }
      if (report.newestIngested() != null) {
        node.put("newest", report.newestIngested().toString());
      }
      node.put("staging_ms", report.staging().toMillis());
      node.put("committing_ms", report.committing().toMillis());
      if (report.cleaned() != CleanReport.NONE) {
        node.set("cleaned", cleaned(report.cleaned()));
      }
      ArrayNode problems = node.putArray("problems");
      for (ObjectProblem problem : report.problems()) {
        ObjectNode entry = problems.addObject();
        entry.put("outcome", problem.outcome().toString());
        entry.put("object", problem.uri());
        entry.put("condition", problem.condition());
        entry.put("message", problem.message());
      }
    }
    for (Failure failure : failures) {
      ObjectNode node = streams.addObject();
      node.put("stream", failure.stream());
      node.put("status", "FAILED");
      node.put("condition", failure.reason().getCondition());
      node.put("message", failure.reason().getMessage());
    }
    return root;
  }

  private static ObjectNode cleaned(CleanReport report) {
    ObjectNode node = Json.object();
    node.put("mode", report.mode().toString());
    node.put("dry_run", report.dryRun());
    node.put("objects", report.cleaned());
    ArrayNode keys = node.putArray("keys");
    report.keys().forEach(keys::add);
    node.put("changed", report.changed());
    node.put("failed", report.failed());
    ArrayNode failures = node.putArray("failures");
    report.failures().forEach(failures::add);
    return node;
  }

  private static long excluded(SyncReport report) {
    return report.excluded().values().stream().mapToLong(Long::longValue).sum();
  }
}
