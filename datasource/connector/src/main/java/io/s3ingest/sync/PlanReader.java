package io.s3ingest.sync;

import io.s3ingest.options.ConfigOption;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the objects of a plan through {@code format("s3ingest")}, as a user would. */
final class PlanReader {
  /** What the plan says itself, and what sync decides. */
  private static final Set<ConfigOption<?>> REPLACED =
      Set.of(
          S3IngestOptions.PATH,
          S3IngestOptions.PATHS,
          S3IngestOptions.BUCKET,
          S3IngestOptions.PREFIX,
          S3IngestOptions.TABLE,
          S3IngestOptions.TABLE_NAMING,
          S3IngestOptions.FILE_FORMAT,
          S3IngestOptions.PLAN,
          S3IngestOptions.RUN_ID,
          S3IngestOptions.CURSOR,
          S3IngestOptions.MODIFIED_AFTER,
          S3IngestOptions.MODIFIED_BEFORE,
          S3IngestOptions.INCLUDE_PATTERNS,
          S3IngestOptions.EXCLUDE_PATTERNS,
          S3IngestOptions.SCHEMA_HINTS,
          S3IngestOptions.MODE,
          S3IngestOptions.ON_MISSING,
          S3IngestOptions.ON_CHANGED,
          S3IngestOptions.ON_CORRUPT);

  private PlanReader() {}

  static Dataset<Row> read(
      SparkSession spark, Map<String, String> source, String planUri, String runId) {
    return spark
        .read()
        .format("s3ingest")
        .options(kept(source))
        .option(S3IngestOptions.PLAN.name(), planUri)
        .option(S3IngestOptions.RUN_ID.name(), runId)
        .option(S3IngestOptions.MODE.name(), "FAILFAST")
        .load();
  }

  private static Map<String, String> kept(Map<String, String> source) {
    List<ConfigOption<?>> options = new ArrayList<>(S3IngestOptions.ALL);
    options.removeAll(REPLACED);
    Map<String, String> out =
        new TreeMap<>(
            OptionSet.of(source, S3IngestOptions.ALL, OptionSet.Unknown.IGNORE).only(options));
    source.forEach(
        (key, value) -> {
          if (key.toLowerCase(Locale.ROOT).startsWith("fs.")) {
            out.put(key, value);
          }
        });
    return out;
  }
}
