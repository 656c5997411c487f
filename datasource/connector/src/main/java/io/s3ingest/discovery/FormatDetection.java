package io.s3ingest.discovery;

import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells the format of a table: by option, else by extensions, else by first bytes. */
final class FormatDetection {
  private static final int HEAD_BYTES = 64 << 10;
  private static final int MOST_LOOKED_AT = 5;

  private final ObjectStore store;
  private final FormatRegistry formats;
  private final ReadOptions options;

  FormatDetection(ObjectStore store, FormatRegistry formats, ReadOptions options) {
    this.store = store;
    this.formats = formats;
    this.options = options;
  }

  /** Returns the format that the user set, or null. */
  ObjectFormat given() {
    if (options.fileFormat() == null) {
      return null;
    }
    return named(options.fileFormat());
  }

  /** Returns the format of a name. */
  ObjectFormat named(String name) {
    return formats.named(name).orElseThrow(() -> DiscoveryErrors.unknownFormat(name, known()));
  }

  /** Tells the format of objects that lie in one place; fails where they have several or none. */
  ObjectFormat detect(TableScope scope, List<ObjectRef> objects) {
    Extensions found = new Extensions();
    Set<ObjectFormat> byName = new LinkedHashSet<>();
    for (ObjectRef object : objects) {
      found.add(object);
      formats.ofName(object.name()).ifPresent(byName::add);
    }
    return detect(scope, found, byName, objects);
  }

  /** Tells the format where the names are counted already. */
  ObjectFormat detect(
      TableScope scope, Extensions found, Set<ObjectFormat> byName, List<ObjectRef> objects) {
    ObjectFormat given = given();
    if (given != null) {
      return given;
    }
    requireOne(scope, found, byName);
    if (byName.size() == 1) {
      return byName.iterator().next();
    }
    return byContent(scope, objects, found);
  }

  /** Fails where names tell several formats and the user none. */
  void requireOne(TableScope scope, Extensions found, Set<ObjectFormat> byName) {
    if (given() == null && byName.size() > 1) {
      throw DiscoveryErrors.mixedFormats(scope.where(), found.toString());
    }
  }

  private ObjectFormat byContent(TableScope scope, List<ObjectRef> objects, Extensions found) {
    Set<ObjectFormat> seen = new LinkedHashSet<>();
    int looked = 0;
    for (int index : FileSample.spread(objects.size(), MOST_LOOKED_AT)) {
      Optional<byte[]> head = head(objects.get(index));
      if (head.isPresent()) {
        looked++;
        recognize(head.get()).ifPresent(seen::add);
      }
    }
    if (seen.size() > 1) {
      throw DiscoveryErrors.mixedFormats(
          scope.where(),
          found
              + ", whose first bytes are "
              + seen.stream().map(ObjectFormat::name).collect(Collectors.joining(" and ")));
    }
    if (looked == 0 || seen.isEmpty()) {
      throw DiscoveryErrors.unknownContent(scope.where(), found.toString(), known());
    }
    return seen.iterator().next();
  }

  private Optional<ObjectFormat> recognize(byte[] head) {
    return formats.formats().stream()
        .filter(format -> format.recognizes(head, head.length))
        .findFirst();
  }

  /** Reads the first decompressed bytes; empty if it cannot be had. */
  private Optional<byte[]> head(ObjectRef object) {
    byte[] stored;
    try {
      stored = store.read(object, 0, (int) Math.min(HEAD_BYTES, object.size()));
    } catch (S3IngestException e) {
      if (e.condition() == ErrorCondition.OBJECT_NOT_FOUND
          || e.condition() == ErrorCondition.OBJECT_CHANGED
          || e.condition() == ErrorCondition.OBJECT_ARCHIVED) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(Decompression.inflatedHead(stored, object.name(), HEAD_BYTES));
  }

  private String known() {
    return formats.formats().stream()
        .map(ObjectFormat::name)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }
}
