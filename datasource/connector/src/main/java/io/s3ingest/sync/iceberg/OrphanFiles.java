package io.s3ingest.sync.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Staged files, of rows or of deletes, that no snapshot of the table refers to. */
final class OrphanFiles {
  private static final int LISTINGS = 3;

  private OrphanFiles() {}

  /** Finds the files in these folders that no snapshot, of any branch or tag, refers to. */
  static Set<String> below(Table table, Set<String> folders) {
    Map<String, String> found = new HashMap<>();
    if (!(table.io() instanceof SupportsPrefixOperations io)) {
      return Set.of();
    }
    for (String folder : folders) {
      for (String file : list(io, folder + "/")) {
        found.put(path(file), file);
      }
    }
    if (found.isEmpty()) {
      return Set.of();
    }
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (seen.add(manifest.path())) {
          removeReferred(table, manifest, found);
        }
      }
    }
    return new LinkedHashSet<>(found.values());
  }

  private static void removeReferred(
      Table table, ManifestFile manifest, Map<String, String> found) {
    try (ManifestReader<? extends ContentFile<?>> reader =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (ContentFile<?> file : reader) {
        found.remove(path(file.location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Table table, Set<String> files) {
    CatalogUtil.deleteFiles(table.io(), files, "staged data", true);
  }

  /** A task that was stopped deletes its files by itself, maybe while they are listed. */
  private static Set<String> list(SupportsPrefixOperations io, String folder) {
    for (int attempt = 1; ; attempt++) {
      try {
        return listOnce(io, folder);
      } catch (RuntimeException e) {
        if (attempt == LISTINGS) {
          throw e;
        }
      }
    }
  }

  private static Set<String> listOnce(SupportsPrefixOperations io, String folder) {
    Set<String> out = new LinkedHashSet<>();
    try {
      for (FileInfo file : io.listPrefix(folder)) {
        out.add(file.location());
      }
    } catch (NotFoundException e) {
      return Set.of();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof java.io.FileNotFoundException) {
        return Set.of();
      }
      throw e;
    }
    return out;
  }

  /**
   * Returns authority and path: a listing may say file:/x and s3a where the table says otherwise.
   */
  private static String path(String location) {
    int colon = location.indexOf(":/");
    String rest = colon < 0 ? location : location.substring(colon + 1);
    return rest.startsWith("//") ? rest.substring(2) : rest;
  }
}
