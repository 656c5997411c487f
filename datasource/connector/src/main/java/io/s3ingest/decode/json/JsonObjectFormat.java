package io.s3ingest.decode.json;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.Cut;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.internal.SQLConf$;

/** Reads JSON: lines, one array or one object, each record with Spark's meaning. */
public final class JsonObjectFormat implements ObjectFormat {
  @Override
  public String name() {
    return "json";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("json", "jsonl", "ndjson");
  }

  /** Returns whether the text begins with an object, or with an array of objects. */
  @Override
  public boolean sortsColumns() {
    return true;
  }

  @Override
  public boolean recognizes(byte[] head, int length) {
    int bom = length >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb ? 3 : 0;
    int at = JsonSpace.skip(head, bom, length);
    if (at < length && head[at] == '[') {
      at = JsonSpace.skip(head, at + 1, length);
    }
    if (at >= length || head[at] != '{') {
      return false;
    }
    int inside = JsonSpace.skip(head, at + 1, length);
    return inside == length || head[inside] == '"' || head[inside] == '}' || head[inside] == '\'';
  }

  @Override
  public InferredSchema infer(ObjectContent content, DecodeOptions options) {
    return SQLConf$.MODULE$.withExistingConf(
        options.sessionConf(),
        () -> {
          JsonSettings settings = JsonSettings.of(options);
          try (JsonRecords records = JsonText.open(content, options.compression(), settings)) {
            return new JsonInference(settings, content.object().uri())
                .infer(records, options.sampleBytes());
          }
        });
  }

  @Override
  public long pieceBytes(DecodeOptions options, long leastBytes) {
    return JsonCuts.canCut(settings(options)) ? leastBytes : 0;
  }

  @Override
  public List<Cut> cuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
    return JsonCuts.find(content, options.compression(), settings(options), wanted);
  }

  private static JsonSettings settings(DecodeOptions options) {
    return SQLConf$.MODULE$.withExistingConf(options.sessionConf(), () -> JsonSettings.of(options));
  }

  @Override
  public BatchReader open(DecodeRequest request) {
    DecodeOptions options = request.options();
    JsonSettings settings =
        request.parts().take(JsonSettings.class, options, () -> settings(options));
    request.parts().giveBack(JsonSettings.class, options, settings);
    return SQLConf$.MODULE$.withExistingConf(
        settings.session(),
        () -> {
          FileSplit split = request.split();
          JsonRecords records =
              split.length() < split.object().size()
                  ? JsonText.piece(
                      request.content(), request.options().compression(), split, settings)
                  : JsonText.open(request.content(), request.options().compression(), settings);
          try {
            return new JsonBatches(request, settings, records);
          } catch (RuntimeException e) {
            records.close();
            throw e;
          }
        });
  }
}
