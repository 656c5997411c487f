package io.s3ingest.decode;

import java.util.Set;

/** One file format. Stateless and thread-safe; found through {@link FormatRegistry}. */
public interface ObjectFormat {
  /** Returns the name that {@code fileFormat} takes, in lower case. */
  String name();

  /** Returns the extensions without dot and without a compression's, such as {@code jsonl}. */
  Set<String> extensions();

  /** Returns whether these first (already decompressed) bytes look like the format. */
  boolean recognizes(byte[] head, int length);

  /** Infers the schema of one object from its first {@code sampleBytes} decoded bytes. */
  InferredSchema infer(ObjectContent content, DecodeOptions options);

  /** Opens one split for reading. The caller closes it. */
  BatchReader open(DecodeRequest request);
}
