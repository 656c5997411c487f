package io.s3ingest.spark.read;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.object.WholeObjectFormat;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.listing.KeyPatterns;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.RecordShape;

/** Tells which versions take part in a feed of changes, and as what. */
final class ChangeFilter {
  private ChangeFilter() {}

  /** Returns the format that objects are read in; null while there is nothing to tell it by. */
  static String format(ReadOptions options, Discovery discovery, TableScope scope) {
    if (options.recordShape() == RecordShape.OBJECT) {
      return WholeObjectFormat.NAME;
    }
    return options.fileFormat() != null
        ? options.fileFormat()
        : discovery.format(scope).orElse(null);
  }

  /** Returns the filter: as rows the files of the format, as whole objects all that is there. */
  static ObjectFilter of(
      ReadOptions options, Discovery discovery, TableScope scope, String format) {
    if (!format.equals(WholeObjectFormat.NAME)) {
      return discovery.query(scope, format)::exclude;
    }
    KeyPatterns patterns = new KeyPatterns(options.includePatterns(), options.excludePatterns());
    return object -> {
      if (!patterns.pass(object.key())) {
        return ExclusionReason.PATTERN;
      }
      if (options.modifiedAfter() != null
          && !object.lastModified().isAfter(options.modifiedAfter())) {
        return ExclusionReason.MODIFIED_AFTER;
      }
      return options.modifiedBefore() != null
              && !object.lastModified().isBefore(options.modifiedBefore())
          ? ExclusionReason.MODIFIED_BEFORE
          : null;
    };
  }
}
