package io.s3ingest.options;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/options.md} from the options. */
final class OptionsDoc {
  private static final String HEAD =
      """
      # Options

      Generated from `S3IngestOptions` and `S3IngestSyncOptions`; `mvn -Dtest=OptionsDocTest -Ds3ingest.docs.write=true test`
      writes it anew.

      Names are matched without regard to case, `_`, `-` and `.`: `path_prefix`, `pathPrefix` and `path-prefix` are one key.
      An alias stands for its option; two spellings with different values are an error, and so is an unknown key. Options
      go to `.option(…)`, to `OPTIONS (…)` in SQL, to `spark.sql.catalog.<name>.<option>` of a catalog, to
      `spark.datasource.s3ingest.<option>` as a default of the session, and into the source file of `./s3ingest`.
      """;

  private OptionsDoc() {}

  static String text() {
    List<ConfigOption<?>> all =
        Stream.concat(S3IngestOptions.ALL.stream(), S3IngestSyncOptions.ALL.stream())
            .distinct()
            .toList();
    StringBuilder out = new StringBuilder(HEAD);
    for (ConfigOption.Topic topic : ConfigOption.Topic.values()) {
      List<ConfigOption<?>> ofTopic = all.stream().filter(o -> o.topic() == topic).toList();
      if (ofTopic.isEmpty()) {
        continue;
      }
      out.append("\n## ").append(topic.heading()).append("\n\n");
      if (topic == ConfigOption.Topic.SYNC) {
        out.append(
            "`./s3ingest sync` takes these in the `writer` of the destination file, the mode from the catalog file.\n\n");
      }
      out.append("| option | value | default | what it does | also spelled |\n");
      out.append("|---|---|---|---|---|\n");
      ofTopic.forEach(option -> out.append(row(option)));
    }
    return out.toString();
  }

  private static String row(ConfigOption<?> option) {
    List<String> cells = new ArrayList<>();
    cells.add("`" + option.name() + "`");
    cells.add(option.rule() + (option.secret() ? " (secret)" : ""));
    cells.add(
        option.defaultText().isEmpty() || option.defaultText().equals("[]")
            ? "–"
            : "`" + option.defaultText() + "`");
    cells.add(option.doc());
    cells.add(
        option.aliases().stream().map(alias -> "`" + alias + "`").collect(Collectors.joining(" ")));
    return cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |"))
        + "\n";
  }
}
