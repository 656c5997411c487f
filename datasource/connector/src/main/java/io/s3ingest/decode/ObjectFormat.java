package io.s3ingest.decode;

import java.util.List;
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

  /**
   * Returns the least bytes of a piece of an object that pay, of the given ones; 0 if objects are
   * not cut.
   *
   * @param leastBytes what the user says is the least
   */
  default long pieceBytes(DecodeOptions options, long leastBytes) {
    return 0;
  }

  /** Returns whether the rows of a piece know their place in the object. */
  default boolean piecesKnowRowIndexes() {
    return false;
  }

  /**
   * Returns how many bytes of the end of an object {@link #open} reads before it chooses what else
   * to read; 0 if it reads from the first byte to the last.
   */
  default int endBytes() {
    return 0;
  }

  /**
   * Finds where an object can be cut: each record is in exactly one of the pieces, which {@link
   * #open} takes in any order.
   *
   * @param wanted ascending places, none 0
   * @return ascending places, each of them the start of a piece; fewer where it cannot be told
   */
  default List<Cut> cuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
    return List.of();
  }

  /**
   * Does what {@link #cuts} does, and looks on where that gives up; for places so far apart that it
   * pays.
   */
  default List<Cut> farCuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
    return List.of();
  }

  /** Infers the schema of one object from its first {@code sampleBytes} decoded bytes. */
  InferredSchema infer(ObjectContent content, DecodeOptions options);

  /** Opens one split for reading. The caller closes it. */
  BatchReader open(DecodeRequest request);
}
