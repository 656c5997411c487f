package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of a table at one moment.
 *
 * @param format name of their format; null if there are no files
 * @param splits what there is to read, in key order
 * @param groups how the splits were grouped before; null if they are to be grouped now
 * @param partitionNames the columns that come from {@code key=value} folders
 * @param bases the folders that such levels begin below
 * @param listed how many objects the store named
 */
record FoundFiles(
    String format,
    List<FileSplit> splits,
    List<FileGroup> groups,
    Set<String> partitionNames,
    List<String> bases,
    long listed) {
  FoundFiles {
    splits = List.copyOf(splits);
    partitionNames = Set.copyOf(partitionNames);
    bases = List.copyOf(bases);
  }

  /** Exactly the groups of a plan. */
  static FoundFiles planned(
      String format, List<FileGroup> groups, List<String> partitionNames, List<String> bases) {
    List<FileSplit> splits = new ArrayList<>();
    groups.forEach(group -> splits.addAll(group.splits()));
    return new FoundFiles(format, splits, groups, Set.copyOf(partitionNames), bases, splits.size());
  }
}
