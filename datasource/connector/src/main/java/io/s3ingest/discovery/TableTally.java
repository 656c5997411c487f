package io.s3ingest.discovery;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What one pass over the objects of a table tells: how many there are of each extension, their
 * {@code key=value} levels, and a sample. Does not grow with the number of objects.
 */
final class TableTally {
  private static final int MOST_EXTENSIONS = 64;

  /** Extensions of no format, where there are too many to tell them apart. */
  private static final String OTHERS = "*";

  private static final class Kind {
    final FileReservoir sample = new FileReservoir();
    final PartitionInference levels;
    long count;
    long bytes;

    Kind(PartitionInference levels) {
      this.levels = levels;
    }
  }

  private final FormatRegistry formats;
  private final Supplier<PartitionInference> newLevels;
  private final Function<String, String> baseOf;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Set<ObjectFormat> named = new LinkedHashSet<>();

  /**
   * A tally of nothing.
   *
   * @param newLevels makes what infers the levels, or null where they are no columns
   * @param baseOf returns the folder that the levels of a key are read below
   */
  TableTally(
      FormatRegistry formats,
      Supplier<PartitionInference> newLevels,
      Function<String, String> baseOf) {
    this.formats = formats;
    this.newLevels = newLevels;
    this.baseOf = baseOf;
  }

  void add(ObjectRef object) {
    String extension = FormatRegistry.extension(object.name());
    Kind kind = kinds.get(extension);
    if (kind == null) {
      var format = formats.ofName(object.name());
      format.ifPresent(named::add);
      boolean apart = format.isPresent() || kinds.size() < MOST_EXTENSIONS;
      kind = kinds.computeIfAbsent(apart ? extension : OTHERS, any -> new Kind(newLevels.get()));
    }
    kind.count++;
    kind.bytes += object.size();
    kind.sample.add(object);
    if (kind.levels != null) {
      kind.levels.add(object, baseOf);
    }
  }

  /** Returns the formats that the names tell. */
  Set<ObjectFormat> named() {
    return named;
  }

  /** Returns all extensions with their counts. */
  Extensions extensions() {
    Extensions out = new Extensions();
    kinds.forEach((extension, kind) -> out.add(extension, kind.count));
    return out;
  }

  /** Returns the part of this that has such extensions. */
  TableTally only(Predicate<String> extensions) {
    TableTally out = new TableTally(formats, newLevels, baseOf);
    out.named.addAll(named);
    kinds.forEach(
        (extension, kind) -> {
          if (extensions.test(extension)) {
            out.kinds.put(extension, kind);
          }
        });
    return out;
  }

  long count() {
    return kinds.values().stream().mapToLong(kind -> kind.count).sum();
  }

  long bytes() {
    return kinds.values().stream().mapToLong(kind -> kind.bytes).sum();
  }

  /** Returns all objects, or a sample of many, in key order. */
  List<ObjectRef> sample() {
    Set<ObjectRef> out = new TreeSet<>(Comparator.comparing(ObjectRef::key, KeyOrder.INSTANCE));
    kinds.values().forEach(kind -> out.addAll(kind.sample.kept()));
    return new ArrayList<>(out);
  }

  /** Returns the levels of all objects; null where they are no columns. */
  PartitionInference levels() {
    PartitionInference out = newLevels.get();
    if (out != null) {
      kinds.values().forEach(kind -> out.addAll(kind.levels));
    }
    return out;
  }
}
