package io.s3ingest.decode.csv;

import io.s3ingest.decode.Cut;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.compress.CompressedCuts;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.decode.text.LineCuts;
import io.s3ingest.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a CSV object can be cut; its header is read again for each piece. */
final class CsvCuts {
  private static final int HEAD_BYTES = 64 << 10;
  private static final int LARGE_HEAD_BYTES = 4 << 20;

  private CsvCuts() {}

  static long pieceBytes(DecodeOptions options, long leastBytes) {
    return canCut(new SparkCsv(options, "").dialect()) ? leastBytes : 0;
  }

  /** Returns whether bytes alone tell where a record begins. */
  private static boolean canCut(CsvDialect dialect) {
    byte[] lineSeparator = dialect.lineSeparator();
    if (!dialect.charset().equals(StandardCharsets.UTF_8) || lineSeparator.length > 1) {
      return false;
    }
    if (!dialect.joinsLines()) {
      return true;
    }
    int escape = dialect.escape();
    byte[] separator = dialect.separator();
    return separator.length == 1
        && dialect.comment() == CsvDialect.NONE
        && !dialect.trimsLeft()
        && escape != separator[0]
        && dialect.quote() != separator[0]
        && !isBreak(separator[0], lineSeparator)
        && !isBreak(dialect.quote(), lineSeparator)
        && !isBreak(escape, lineSeparator);
  }

  private static boolean isBreak(int value, byte[] lineSeparator) {
    return value == '\n' || value == '\r' || lineSeparator.length > 0 && value == lineSeparator[0];
  }

  /** Finds cuts, following quotes over at most so many bytes of text behind each place. */
  static List<Cut> find(
      ObjectContent content, DecodeOptions options, List<Long> wanted, long mostFollowed) {
    ObjectRef object = content.object();
    CsvDialect dialect = new SparkCsv(options, object.name()).dialect();
    if (!canCut(dialect)) {
      return List.of();
    }
    boolean compressed = Decompression.isCompressed(content, options.compression());
    CompressedCuts frames = compressed ? CompressedCuts.of(content, options.compression()) : null;
    long data = compressed && frames == null ? -1 : dataStart(content, options);
    if (data < 0) {
      return List.of();
    }
    LineCuts cuts =
        dialect.joinsLines()
            ? LineCuts.ofQuoted(
                dialect.lineSeparator(),
                dialect.quote(),
                dialect.escape(),
                dialect.separator()[0],
                options.maxRecordBytes(),
                mostFollowed)
            : LineCuts.ofLines(dialect.lineSeparator());
    if (compressed) {
      return frames.near(wanted, data, cuts::in);
    }
    List<Long> behindHead = wanted.stream().filter(place -> place > data).toList();
    return cuts.near(content.store(), object, behindHead).stream().map(Cut::plain).toList();
  }

  /** Returns where the first record begins behind skipped lines and header; -1 if that is far. */
  private static long dataStart(ObjectContent content, DecodeOptions options) {
    for (int most : new int[] {HEAD_BYTES, LARGE_HEAD_BYTES}) {
      try (CsvSource head = CsvSource.head(content, options, most)) {
        head.header();
        if (head.isSureWithin(most)) {
          return head.consumed();
        }
      }
    }
    return -1;
  }
}
