package io.s3ingest.discovery;

import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.store.ObjectRef;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the extensions of object names, for messages and for telling formats. */
final class Extensions {
  private final Map<String, Long> counts = new TreeMap<>();

  void add(ObjectRef object) {
    counts.merge(FormatRegistry.extension(object.name()), 1L, Long::sum);
  }

  void add(String extension, long count) {
    counts.merge(extension, count, Long::sum);
  }

  Map<String, Long> counts() {
    return counts;
  }

  /** Returns such as {@code .csv (12), .txt (1), no extension (2)}. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(
            entry ->
                (entry.getKey().isEmpty() ? "no extension" : "." + entry.getKey())
                    + " ("
                    + entry.getValue()
                    + ")")
        .collect(Collectors.joining(", "));
  }
}
