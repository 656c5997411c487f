package io.s3ingest.testing;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.error.DecodeErrors;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * A format for tests of what happens around formats: the first line is {@code #name} and a schema
 * in DDL, each further line is a record. {@code #broken} in its place is a corrupt file.
 */
public record TinyFormat(String name, boolean declaresTypes) implements ObjectFormat {
  /** Returns the content of a file. */
  public String file(String ddl, int records) {
    return "#" + name + " " + ddl + "\n" + "record\n".repeat(records);
  }

  @Override
  public Set<String> extensions() {
    return Set.of(name, name + "l");
  }

  @Override
  public boolean recognizes(byte[] head, int length) {
    return new String(head, 0, length, StandardCharsets.UTF_8).startsWith("#" + name + " ");
  }

  @Override
  public InferredSchema infer(ObjectContent content, DecodeOptions options) {
    byte[] body = content.store().read(content.object(), 0, (int) content.object().size());
    String[] lines = new String(body, StandardCharsets.UTF_8).split("\n");
    if (lines[0].startsWith("#broken")) {
      throw DecodeErrors.corruptFile(content.object().uri(), 0, "it is broken", "Mend it");
    }
    String ddl = lines[0].substring(name.length() + 2);
    return new InferredSchema(StructType.fromDDL(ddl), lines.length - 1);
  }

  @Override
  public BatchReader open(DecodeRequest request) {
    throw new UnsupportedOperationException();
  }
}
