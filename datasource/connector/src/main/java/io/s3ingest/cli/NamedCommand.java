package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.cli.Arguments.NameArgument;
import io.s3ingest.cli.Arguments.Switch;
import io.s3ingest.cli.config.CatalogStream;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.error.CliErrors;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.ConfigOption;
import io.s3ingest.sync.NamedObject;
import io.s3ingest.sync.ObjectSelection;
import io.s3ingest.sync.Sync;
import io.s3ingest.sync.SyncReport;
import io.s3ingest.sync.SyncSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Takes named objects again, or lets them count as done, or says which they are. */
final class NamedCommand {
  private final Arguments arguments;
  private final ObjectSelection selection;
  private final Streams streams;
  private final Console console;
  private final SyncResult result = new SyncResult();
  private final Map<String, List<NamedObject>> preview = new LinkedHashMap<>();

  NamedCommand(Arguments arguments, ObjectSelection selection, Streams streams, Console console) {
    this.arguments = arguments;
    this.selection = selection;
    this.streams = streams;
    this.console = console;
  }

  /** Returns what the arguments name. */
  static ObjectSelection selection(Arguments arguments) {
    return new ObjectSelection(
        Set.copyOf(arguments.values(NameArgument.KEY)),
        arguments.values(NameArgument.GLOB),
        time(arguments, NameArgument.FROM),
        time(arguments, NameArgument.TO),
        arguments.switches().contains(Switch.QUARANTINED));
  }

  private static Instant time(Arguments arguments, NameArgument argument) {
    String text = arguments.value(argument);
    return text == null ? null : ConfigOption.instant(argument.flag(), "A time.").parse(text);
  }

  int run() {
    Discovery discovery = streams.discovery();
    Map<CatalogStream, StreamPlace> wanted = wanted(streams.of(discovery));
    Progress progress = new Progress(console, "Working", 0);
    S3IngestException nothing = null;
    try (SyncSession session = SyncSession.open(streams.destination())) {
      for (Map.Entry<CatalogStream, StreamPlace> entry : wanted.entrySet()) {
        CatalogStream stream = entry.getKey();
        SyncSource source = streams.source(stream, entry.getValue(), discovery);
        try {
          run(stream, source, session.spark(), progress);
        } catch (S3IngestException e) {
          // The names may well be of another stream.
          if (e.condition() != ErrorCondition.NO_MATCHING_FILES) {
            throw e;
          }
          nothing = entry.getValue().reason(e);
        }
      }
    } finally {
      progress.end();
    }
    if (nothing != null && preview.isEmpty() && result.isEmpty()) {
      throw nothing;
    }
    console.result(text());
    return result.exitCode();
  }

  private void run(CatalogStream stream, SyncSource source, SparkSession spark, Progress progress) {
    Sync sync = new Sync(spark, streams.options(stream), new SyncProgress(progress));
    boolean again = arguments.command() == Command.REPROCESS;
    if (arguments.switches().contains(Switch.DRY_RUN)) {
      preview.put(
          stream.name(),
          again
              ? sync.reprocessDryRun(source, selection)
              : sync.markAsDoneDryRun(source, selection));
    } else {
      SyncReport report =
          again ? sync.reprocess(source, selection) : sync.markAsDone(source, selection);
      progress.say(
          again
              ? "Stream %s: %d of the named objects are taken again; %d old rows were removed."
                  .formatted(stream.name(), report.ingested(), report.rowsRemoved())
              : "Stream %s: %d of the named objects count as done now, %d did before."
                  .formatted(stream.name(), report.ignored(), report.unchanged()));
      result.add(report);
    }
  }

  private Map<CatalogStream, StreamPlace> wanted(Map<CatalogStream, StreamPlace> all) {
    String name = arguments.value(NameArgument.STREAM);
    if (name == null) {
      return all;
    }
    Map<CatalogStream, StreamPlace> out = new LinkedHashMap<>(all);
    out.keySet().removeIf(stream -> !stream.name().equals(name));
    if (out.isEmpty()) {
      List<String> names = new ArrayList<>();
      all.keySet().forEach(stream -> names.add(stream.name()));
      throw CliErrors.streamNotFound(name, streams.source().where(), names);
    }
    return out;
  }

  private String text() {
    if (!arguments.switches().contains(Switch.DRY_RUN)) {
      return console.json() ? Json.pretty(result.json()) : result.table();
    }
    return console.json() ? Json.pretty(previewJson()) : previewTable();
  }

  private String previewTable() {
    TextTable table =
        new TextTable("STREAM", "OBJECT", "SIZE", "MODIFIED", "KNOWN AS", "ROWS", "WHY");
    preview.forEach(
        (stream, objects) -> {
          for (NamedObject object : objects) {
            table.row(
                stream,
                object.uri(),
                Sizes.of(object.size()),
                object.lastModified(),
                knownAs(object),
                object.rows() < 0 ? "-" : object.rows(),
                object.error() == null ? "" : object.error());
          }
        });
    return table.toString();
  }

  private static String knownAs(NamedObject object) {
    boolean other = !object.known().equals("new") && !object.sameVersion();
    return object.known() + (other ? " (other version)" : "");
  }

  private ObjectNode previewJson() {
    ObjectNode root = Json.object();
    root.put("dry_run", true);
    ArrayNode out = root.putArray("objects");
    preview.forEach(
        (stream, objects) -> {
          for (NamedObject object : objects) {
            ObjectNode node = out.addObject();
            node.put("stream", stream);
            node.put("object", object.uri());
            node.put("size", object.size());
            node.put("modified", object.lastModified().toString());
            node.put("known", object.known());
            node.put("same_version", object.sameVersion());
            if (object.rows() >= 0) {
              node.put("rows", object.rows());
            }
            if (object.error() != null) {
              node.put("message", object.error());
            }
          }
        });
    return root;
  }
}
