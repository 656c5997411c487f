package io.s3ingest.cli;

import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.DiscoveredTables;
import io.s3ingest.discovery.SchemaDifference;
import io.s3ingest.error.Blame;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the tables below the prefix; prints the catalog file, and a table for people. */
final class DiscoverCommand {
  private static final int SHOWN_DIFFERENCES = 5;

  private DiscoverCommand() {}

  /** A folder that cannot be read is told and left out; the exit code says so. */
  static int run(SourceFile source, Console console) {
    DiscoveredTables found = SourceTables.discover(source, console);
    show(found, source, console);
    console.result(Json.pretty(CatalogJson.of(found.tables())));
    return found.failures().isEmpty() ? 0 : Blame.USER.exitCode();
  }

  private static void show(DiscoveredTables found, SourceFile source, Console console) {
    TextTable table = new TextTable("STREAM", "FORMAT", "FILES", "SIZE", "COLUMNS");
    for (DiscoveredTable stream : found.tables()) {
      table.row(
          stream.name(),
          stream.format(),
          stream.files(),
          Sizes.of(stream.bytes()),
          columns(stream));
    }
    console.say("Streams below " + source.where() + ":");
    console.say(table.toString().stripTrailing());
    Map<ExclusionReason, Long> excluded = new EnumMap<>(ExclusionReason.class);
    found.excluded().forEach((reason, count) -> excluded.merge(reason, count, Long::sum));
    found
        .tables()
        .forEach(
            stream -> stream.excluded().forEach((r, count) -> excluded.merge(r, count, Long::sum)));
    if (!excluded.isEmpty()) {
      console.say("Left out: " + words(excluded) + ".");
    }
    for (DiscoveredTable stream : found.tables()) {
      differences(stream, console);
    }
    for (DiscoveredTables.Failure failure : found.failures()) {
      console.say("Stream " + failure.name() + " is left out: " + failure.reason().getMessage());
    }
  }

  /** Words counts by reason, such as {@code 2 empty, 1 hidden}. */
  static String words(Map<ExclusionReason, Long> excluded) {
    return excluded.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String columns(DiscoveredTable stream) {
    List<String> names = List.of(stream.schema().fieldNames());
    int shown = Math.min(names.size(), 6);
    return String.join(", ", names.subList(0, shown))
        + (shown < names.size() ? ", … (" + names.size() + ")" : "");
  }

  private static void differences(DiscoveredTable stream, Console console) {
    List<SchemaDifference> all = stream.differences();
    for (SchemaDifference one : all.subList(0, Math.min(all.size(), SHOWN_DIFFERENCES))) {
      console.say(
          "Files of %s disagree on column %s: %s in %s, %s in %s."
              .formatted(
                  stream.name(),
                  one.column(),
                  one.expected(),
                  one.referenceUri(),
                  one.found(),
                  one.uri()));
    }
    if (all.size() > SHOWN_DIFFERENCES) {
      console.say("… and " + (all.size() - SHOWN_DIFFERENCES) + " more in " + stream.name() + ".");
    }
  }
}
