package io.s3ingest.decode.csv;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.decode.text.LineReader;
import io.s3ingest.decode.text.Transcoder;
import io.s3ingest.decode.text.Utf8;
import io.s3ingest.options.Compression;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * One opened CSV object: its dialect, its header and its records, each cut into fields by us or, if
 * it is not well-formed, by Spark's tokenizer. Not thread-safe.
 */
final class CsvSource implements AutoCloseable {
  private static final long HEAD_BYTES = 64 << 10;

  private final TaskParts parts;
  private final Meant meant;
  private final SparkCsv spark;
  private final CsvDialect dialect;
  private final LineReader lines;
  private final CsvRecords records;
  private final Fields fields;
  private final String uri;
  private byte[] bytes;
  private int start;
  private int end;

  /** What Spark's code is made from. */
  private record Meant(DecodeOptions options, String separator) {}

  CsvSource(ObjectContent content, DecodeOptions options) {
    this(content, options, Decompression.open(content, options.compression()));
  }

  private CsvSource(ObjectContent content, DecodeOptions options, InputStream in) {
    this.uri = content.object().uri();
    this.parts = content.parts();
    this.meant = new Meant(options, CsvDialect.separatorByName(content.object().name()));
    this.spark =
        parts.take(SparkCsv.class, meant, () -> new SparkCsv(options, content.object().name()));
    this.dialect = spark.dialect();
    this.fields = new Fields(dialect);
    this.lines =
        new LineReader(
            Transcoder.toUtf8(in, dialect.charset()),
            uri,
            dialect.lineSeparator(),
            options.maxRecordBytes(),
            (byte) dialect.quote(),
            parts);
    this.records = new CsvRecords(lines, dialect);
  }

  /** Opens the records of a piece; only the first one has the header before them. */
  static CsvSource piece(ObjectContent content, DecodeOptions options, FileSplit split) {
    Compression compression = options.compression();
    CsvSource out =
        new CsvSource(content, options, Decompression.open(content, compression, split));
    LongSupplier linesBefore =
        () ->
            LineReader.count(
                Decompression.before(content, compression, split),
                out.uri,
                out.dialect.lineSeparator());
    out.lines.ofPiece(
        split.start() == 0 ? null : linesBefore,
        () -> Decompression.bytesBehind(content, compression, split, options.maxRecordBytes() + 1));
    return out;
  }

  /** Opens the first bytes of the text of an object. */
  static CsvSource head(ObjectContent content, DecodeOptions options, long bytes) {
    ObjectContent apart = apart(content);
    return new CsvSource(apart, options, Decompression.head(apart, options.compression(), bytes));
  }

  /** The parts of the task are those of the piece that is being opened. */
  private static ObjectContent apart(ObjectContent content) {
    return new ObjectContent(content.store(), content.object());
  }

  /** Returns whether what was read would be the same if the object went on behind these bytes. */
  boolean isSureWithin(long bytes) {
    return records.consumed() < bytes && !records.unclosed();
  }

  String uri() {
    return uri;
  }

  SparkCsv spark() {
    return spark;
  }

  CsvDialect dialect() {
    return dialect;
  }

  /**
   * Reads over the skipped lines and the header.
   *
   * @return the safe names of the header; null if there is none or the object ends before it
   */
  String[] header() {
    if (!records.skipLines(dialect.skipRows()) || !dialect.header() || !next()) {
      return null;
    }
    String[] names = texts();
    return names == null ? null : spark.safeHeader(names);
  }

  /** Reads the header of the object that a piece is of. */
  static String[] header(ObjectContent content, DecodeOptions options, FileSplit piece) {
    try (CsvSource head = head(content, options, HEAD_BYTES)) {
      String[] names = head.header();
      if (head.isSureWithin(HEAD_BYTES)) {
        return names;
      }
    }
    ObjectContent apart = apart(content);
    InputStream before = Decompression.before(apart, options.compression(), piece);
    try (CsvSource head = new CsvSource(apart, options, before)) {
      return head.header();
    }
  }

  /** Moves to the next record; false at the end. */
  boolean next() {
    if (!records.next()) {
      return false;
    }
    bytes = records.bytes();
    start = records.start();
    end = records.end();
    if (records.mayHaveNonAscii() && !Utf8.isValid(bytes, start, end)) {
      bytes = Utf8.repair(bytes, start, end);
      start = 0;
      end = bytes.length;
    }
    return true;
  }

  CsvRecords records() {
    return records;
  }

  /** Cuts the record into {@link #fields()}; false if {@link #tokens()} must. */
  boolean cut() {
    return dialect.plain()
        && !records.unclosed()
        && fields.cut(bytes, start, end, records.mayHaveQuotes());
  }

  Fields fields() {
    return fields;
  }

  /** Cuts the record by Spark's tokenizer; null if it finds nothing or fails. */
  String[] tokens() {
    boolean closed = dialect.isStream() ? records.endsByBreak() : dialect.joinsLines();
    return spark.tokens(text(), closed && !records.unclosed());
  }

  /** Returns the fields as Spark's tokenizer gives them; null if it finds nothing or fails. */
  String[] texts() {
    if (!cut()) {
      return tokens();
    }
    String[] out = new String[fields.count()];
    for (int i = 0; i < out.length; i++) {
      int length = fields.to(i) - fields.from(i);
      if (length > 0) {
        out[i] = new String(fields.source(), fields.from(i), length, StandardCharsets.UTF_8);
      } else {
        out[i] =
            fields.quoted(i) ? spark.options().emptyValueInRead() : spark.options().nullValue();
      }
    }
    return out;
  }

  /** Returns the record as it stands in the object. */
  String text() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  boolean unclosed() {
    return records.unclosed();
  }

  long line() {
    return records.line();
  }

  long consumed() {
    return records.consumed();
  }

  @Override
  public void close() {
    parts.giveBack(SparkCsv.class, meant, spark);
    records.close();
  }
}
