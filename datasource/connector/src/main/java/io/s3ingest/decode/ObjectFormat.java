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

  /**
   * Returns whether files carry the types of their columns, so that a file without rows has a say.
   */
  default boolean declaresTypes() {
    return false;
  }

  /** Returns whether {@link #infer} gives columns sorted by name, as Spark does for JSON. */
  default boolean sortsColumns() {
    return false;
  }

  /** Returns whether {@link #open} takes any range of an object, each record in one of them. */
  default boolean splits() {
    return false;
  }

  /** Returns whether {@link #open} reads an object from its first byte to its last. */
  default boolean readsInOrder() {
    return true;
  }

  /** Infers the schema of one object from its first {@code sampleBytes} decoded bytes. */
  InferredSchema infer(ObjectContent content, DecodeOptions options);

  /** Opens one split for reading. The caller closes it. */
  BatchReader open(DecodeRequest request);
}
