package io.s3ingest.spark.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import scala.jdk.javaapi.CollectionConverters;

/** What the active session says that a read obeys. */
final class SessionSettings {
  private static final String OPTION_PREFIX = "spark.datasource.s3ingest.";
  private static final String HADOOP_PREFIX = "spark.hadoop.";

  /** The settings that decoders obey; nothing that could hold a secret. */
  private static final List<String> DECODER_PREFIXES =
      List.of(
          "spark.sql.ansi.",
          "spark.sql.columnVector.",
          "spark.sql.csv.",
          "spark.sql.json.",
          "spark.sql.legacy.",
          "spark.sql.optimizer.nestedSchemaPruning.",
          "spark.sql.parquet.",
          "spark.sql.sources.partitionColumnTypeInference.",
          "spark.sql.timestampType",
          "spark.sql.columnNameOfCorruptRecord");

  private static final List<String> SECRETS =
      List.of("fs.s3a.access.key", "fs.s3a.secret.key", "fs.s3a.session.token");

  private SessionSettings() {}

  /** Returns the {@code fs.*} settings that somebody set, Hadoop's own defaults left out. */
  static Map<String, String> hadoop() {
    Configuration conf = SparkSession.active().sessionState().newHadoopConf();
    Map<String, String> out = new TreeMap<>();
    for (Map.Entry<String, String> entry : conf) {
      String key = entry.getKey();
      if (key.startsWith("fs.") && isSet(conf, key)) {
        out.put(key, conf.get(key));
      } else if (key.startsWith(HADOOP_PREFIX + "fs.")) {
        out.put(key.substring(HADOOP_PREFIX.length()), conf.get(key));
      }
    }
    if (conf.get("hadoop.security.credential.provider.path") != null) {
      SECRETS.forEach(key -> putPassword(conf, key, out));
    }
    return out;
  }

  /** Returns the options that the session sets for every read, without their prefix. */
  static Map<String, String> defaults() {
    Map<String, String> out = new TreeMap<>();
    all()
        .forEach(
            (key, value) -> {
              if (key.startsWith(OPTION_PREFIX)) {
                out.put(key.substring(OPTION_PREFIX.length()), value);
              }
            });
    return out;
  }

  /** Returns what decoders obey. */
  static Map<String, String> sqlConf() {
    Map<String, String> out = new TreeMap<>();
    all()
        .forEach(
            (key, value) -> {
              if (DECODER_PREFIXES.stream().anyMatch(key::startsWith)) {
                out.put(key, value);
              }
            });
    SQLConf conf = SQLConf.get();
    out.put("spark.sql.session.timeZone", conf.sessionLocalTimeZone());
    out.put("spark.sql.caseSensitive", String.valueOf(conf.caseSensitiveAnalysis()));
    return out;
  }

  static boolean caseSensitive() {
    return SQLConf.get().caseSensitiveAnalysis();
  }

  /** Returns how many tasks can run at once. */
  static int parallelism() {
    return Math.max(1, SparkSession.active().sparkContext().defaultParallelism());
  }

  private static Map<String, String> all() {
    return CollectionConverters.asJava(SQLConf.get().getAllConfs());
  }

  private static boolean isSet(Configuration conf, String key) {
    String[] sources = conf.getPropertySources(key);
    return sources == null
        || sources.length == 0
        || !sources[sources.length - 1].endsWith("-default.xml");
  }

  private static void putPassword(Configuration conf, String key, Map<String, String> out) {
    try {
      char[] password = conf.getPassword(key);
      if (password != null) {
        out.put(key, new String(password));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
