package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.sync.CleanReport;
import io.s3ingest.sync.ObjectProblem;
import io.s3ingest.sync.SyncReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

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

  /** Lays out the counts; those that are seldom more than 0 only where one is. */
  String table() {
    Map<String, ToLongFunction<SyncReport>> counts = new LinkedHashMap<>();
    counts.put("NEW FILES", SyncReport::ingested);
    counts.put("NEW ROWS", SyncReport::rows);
    seldom("REPLACED", SyncReport::replaced, counts);
    seldom("DELETED", SyncReport::deleted, counts);
    seldom("ROWS REMOVED", SyncReport::rowsRemoved, counts);
    counts.put("UNCHANGED", SyncReport::unchanged);
    seldom("IGNORED", SyncReport::ignored, counts);
    seldom("PENDING", report -> sum(report.pending()), counts);
    counts.put("QUARANTINED", SyncReport::quarantined);
    counts.put("SKIPPED", SyncReport::skipped);
    counts.put("EXCLUDED", report -> sum(report.excluded()));
    List<String> heads = new ArrayList<>(List.of("STREAM", "TABLE"));
    heads.addAll(counts.keySet());
    TextTable table = new TextTable(heads.toArray(String[]::new));
    for (SyncReport report : reports) {
      List<Object> cells = new ArrayList<>(List.of(report.stream(), report.destination()));
      counts.values().forEach(count -> cells.add(count.applyAsLong(report)));
      table.row(cells.toArray());
    }
    for (Failure failure : failures) {
      List<Object> cells = new ArrayList<>(List.of(failure.stream(), "failed"));
      cells.addAll(Collections.nCopies(counts.size(), "-"));
      table.row(cells.toArray());
    }
    return table.toString();
  }

  private void seldom(
      String head,
      ToLongFunction<SyncReport> count,
      Map<String, ToLongFunction<SyncReport>> counts) {
    if (reports.stream().anyMatch(report -> count.applyAsLong(report) > 0)) {
      counts.put(head, count);
    }
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
      ObjectNode pending = node.putObject("pending");
      report.pending().forEach((reason, count) -> pending.put(reason.toString(), count));
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
      if (!report.cleaned().equals(CleanReport.NONE)) {
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

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
