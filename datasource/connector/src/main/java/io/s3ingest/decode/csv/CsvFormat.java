package io.s3ingest.decode.csv;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.Cut;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.text.LineCuts;
import java.util.List;
import java.util.Set;

/** Reads CSV as Spark does, bound by header names. */
public final class CsvFormat implements ObjectFormat {
  private static final Set<String> EXTENSIONS = Set.of("csv", "tsv", "tab", "psv");
  private static final String SEPARATORS = ",;\t|";

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public Set<String> extensions() {
    return EXTENSIONS;
  }

  /** Asks for text whose first line has a usual separator and does not begin as JSON does. */
  @Override
  public boolean recognizes(byte[] head, int length) {
    boolean separated = false;
    boolean firstLine = true;
    int begin = 0;
    while (begin < length && (head[begin] >= 0 && head[begin] <= ' ')) {
      begin++;
    }
    if (begin < length && (head[begin] == '{' || head[begin] == '[' || head[begin] == '<')) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      byte value = head[i];
      if (value >= 0 && value < ' ' && value != '\n' && value != '\r' && value != '\t') {
        return false;
      }
      firstLine &= i < begin || value != '\n' && value != '\r';
      separated |= firstLine && SEPARATORS.indexOf(value) >= 0;
    }
    return separated;
  }

  @Override
  public InferredSchema infer(ObjectContent content, DecodeOptions options) {
    try (CsvSource source = new CsvSource(content, options)) {
      return source
          .spark()
          .underSession(() -> new CsvInference(source, options.sampleBytes()).infer());
    }
  }

  @Override
  public long pieceBytes(DecodeOptions options, long leastBytes) {
    return CsvCuts.pieceBytes(options, leastBytes);
  }

  @Override
  public List<Cut> cuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
    return CsvCuts.find(content, options, wanted, LineCuts.SHORT_LOOK);
  }

  @Override
  public List<Cut> farCuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
    return CsvCuts.find(content, options, wanted, LineCuts.LONG_LOOK);
  }

  @Override
  public BatchReader open(DecodeRequest request) {
    return new CsvReader(request);
  }
}
