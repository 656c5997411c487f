package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells which objects of a folder are files of one format: those with one of its extensions, with
 * none at all, or with one that is {@code accepted}.
 */
final class FormatRule implements ObjectFilter {
  private final Set<String> extensions;

  FormatRule(ObjectFormat format, Set<String> accepted) {
    this(List.of(format), accepted);
  }

  /** Takes the files of several formats. */
  FormatRule(Collection<ObjectFormat> formats, Set<String> accepted) {
    this.extensions = new HashSet<>();
    formats.forEach(format -> extensions.addAll(format.extensions()));
    extensions.add("");
    extensions.addAll(accepted);
  }

  /** Returns the extensions that the user wrote out, compression aside. */
  static Set<String> spelledOut(Collection<ListingRoot> roots, ReadOptions options) {
    Set<String> out = new HashSet<>();
    for (ListingRoot root : roots) {
      addLiteral(root.text(), out);
    }
    for (String pattern : options.includePatterns()) {
      addLiteral(pattern, out);
    }
    return out;
  }

  private static void addLiteral(String path, Set<String> out) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String extension = FormatRegistry.extension(name);
    boolean literal = extension.chars().allMatch(Character::isLetterOrDigit);
    if (!extension.isEmpty() && literal) {
      out.add(extension);
    }
  }

  /** Returns whether files with this extension are taken. */
  boolean takes(String extension) {
    return extensions.contains(extension);
  }

  @Override
  public ExclusionReason exclude(ObjectRef object) {
    return extensions.contains(FormatRegistry.extension(object.name()))
        ? null
        : ExclusionReason.OTHER_FORMAT;
  }
}
