package io.s3ingest.decode;

import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.internal.SQLConf;

/**
 * How objects are decoded, resolved on the driver; refuses options that no decoder could obey.
 *
 * @param sqlConf the session settings that decoders obey, such as {@code
 *     spark.sql.session.timeZone} and {@code spark.sql.caseSensitive}
 */
public record DecodeOptions(
    TextOptions text,
    Compression compression,
    int batchRows,
    long maxRecordBytes,
    long sampleBytes,
    Map<String, String> sqlConf)
    implements Serializable {
  public DecodeOptions {
    sqlConf = new TreeMap<>(sqlConf);
    TextRules.check(text, sessionConf(sqlConf));
  }

  /** Returns the session settings as Spark's own decoders take them. */
  public SQLConf sessionConf() {
    return sessionConf(sqlConf);
  }

  private static SQLConf sessionConf(Map<String, String> sqlConf) {
    SQLConf conf = new SQLConf();
    sqlConf.forEach(conf::setConfString);
    return conf;
  }
}
