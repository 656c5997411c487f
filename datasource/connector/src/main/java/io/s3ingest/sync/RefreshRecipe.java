package io.s3ingest.sync;

import io.s3ingest.options.ConfigOption;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names what the rows of a full refresh are read with. A refresh that died goes on with its rows
 * only if it would read them the same way: often it is run again because an option was wrong.
 */
final class RefreshRecipe {
  private static final Set<ConfigOption.Topic> ELSEWHERE =
      Set.of(ConfigOption.Topic.STORE, ConfigOption.Topic.SPEED, ConfigOption.Topic.ARRIVAL);

  private RefreshRecipe() {}

  static String of(SyncSource source) {
    List<ConfigOption<?>> telling =
        S3IngestOptions.ALL.stream().filter(option -> !ELSEWHERE.contains(option.topic())).toList();
    Map<String, String> options =
        new TreeMap<>(
            OptionSet.of(source.options(), S3IngestOptions.ALL, OptionSet.Unknown.IGNORE)
                .only(telling));
    String text =
        String.join(
            "\0",
            source.bucket(),
            source.prefix(),
            source.base(),
            source.naming(),
            source.format(),
            String.join(",", source.partitionColumns()),
            options.toString());
    return PipelineId.sha256(text).substring(0, 16);
  }
}
