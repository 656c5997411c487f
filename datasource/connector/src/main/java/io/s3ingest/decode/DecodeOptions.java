package io.s3ingest.decode;

import io.s3ingest.options.Compression;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.TextOptions;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.internal.SQLConf;

/**
 * How objects are decoded, resolved on the driver; refuses options that no decoder could obey.
 *
 * @param inflateBytes most memory in which the native library inflates an object; 0 to do without
 * @param sqlConf the session settings that decoders obey, such as {@code
 *     spark.sql.session.timeZone} and {@code spark.sql.caseSensitive}
 */
public record DecodeOptions(
    TextOptions text,
    Compression compression,
    int batchRows,
    long maxRecordBytes,
    long sampleBytes,
    long inflateBytes,
    Map<String, String> sqlConf)
    implements Serializable {
  public DecodeOptions {
    sqlConf = new TreeMap<>(sqlConf);
    TextRules.check(text, sessionConf(sqlConf));
  }

  /** Takes what the options of a read say of decoding. */
  public static DecodeOptions of(ReadOptions read, Map<String, String> sqlConf) {
    return new DecodeOptions(
        read.text(),
        read.compression(),
        read.batchRows(),
        read.maxRecordBytes(),
        read.sampleBytes(),
        read.inflateBytes(),
        sqlConf);
  }

  /** Options under which gzip is inflated as it is by default. */
  public DecodeOptions(
      TextOptions text,
      Compression compression,
      int batchRows,
      long maxRecordBytes,
      long sampleBytes,
      Map<String, String> sqlConf) {
    this(
        text,
        compression,
        batchRows,
        maxRecordBytes,
        sampleBytes,
        S3IngestOptions.INFLATE_BYTES.defaultValue(),
        sqlConf);
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
