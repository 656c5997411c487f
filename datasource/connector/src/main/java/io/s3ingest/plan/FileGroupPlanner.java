package io.s3ingest.plan;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs splits into the groups that tasks read. Pure and deterministic: groups are runs of
 * neighbours in the given order, so that folders (and with them the partitions of a destination)
 * stay together.
 *
 * @param maxGroupBytes most bytes of a group; a larger split is alone in its own
 * @param maxGroupFiles most splits of a group
 * @param parallelism how many tasks can run at once
 * @param coreBytes bytes for each of these, beyond which it gets several groups, so that a slow one
 *     does not hold up the others
 */
public record FileGroupPlanner(
    long maxGroupBytes, int maxGroupFiles, int parallelism, long coreBytes) {
  /** What opening one object costs, in the bytes that could be read meanwhile. */
  private static final long OPEN_COST_BYTES = 256 << 10;

  /** Less is no task's worth: so many small objects are fetched at once. */
  private static final long LEAST_SHARE_BYTES = 4 * OPEN_COST_BYTES;

  /** So many sizes are told apart when groups are put in order. */
  private static final int SIZE_CLASSES = 32;

  private static final long READ_CORE_BYTES = 64 << 20;

  /** Each group makes a file of its own, whose dictionaries and row groups begin anew. */
  private static final long WRITE_CORE_BYTES = 256 << 20;

  private static final int MOST_GROUPS_PER_CORE = 3;

  public FileGroupPlanner {
    if (maxGroupBytes < 1 || maxGroupFiles < 1 || parallelism < 1 || coreBytes < 1) {
      throw new IllegalArgumentException("limits of a group must be at least 1");
    }
  }

  /** Returns a planner for rows that are only read. */
  public static FileGroupPlanner forReading(
      long maxGroupBytes, int maxGroupFiles, int parallelism) {
    return new FileGroupPlanner(maxGroupBytes, maxGroupFiles, parallelism, READ_CORE_BYTES);
  }

  /** Returns a planner for rows of which each task writes files: fewer and larger groups. */
  public static FileGroupPlanner forWriting(
      long maxGroupBytes, int maxGroupFiles, int parallelism) {
    return new FileGroupPlanner(maxGroupBytes, maxGroupFiles, parallelism, WRITE_CORE_BYTES);
  }

  /** Packs {@code splits}; every split is in exactly one group and no group is empty. */
  public List<FileGroup> plan(List<FileSplit> splits) {
    double total = 0;
    for (FileSplit split : splits) {
      total += weight(split);
    }
    double most = Math.max(1, Math.round(total / LEAST_SHARE_BYTES));
    double share = total / Math.min(most, wantedGroups(total));

    List<FileGroup> groups = new ArrayList<>();
    List<FileSplit> group = new ArrayList<>();
    long groupBytes = 0;
    long groupShare = 0;
    double before = 0;
    for (FileSplit split : splits) {
      // The group in whose share of the whole the middle of this split lies.
      long wanted = (long) ((before + weight(split) / 2.0) / share);
      before += weight(split);
      boolean full = group.size() == maxGroupFiles || groupBytes + split.length() > maxGroupBytes;
      if (!group.isEmpty() && (full || wanted != groupShare)) {
        groups.add(new FileGroup(group));
        group = new ArrayList<>();
        groupBytes = 0;
      }
      group.add(split);
      groupBytes += split.length();
      groupShare = wanted;
    }
    if (!group.isEmpty()) {
      groups.add(new FileGroup(group));
    }
    return List.copyOf(groups);
  }

  /**
   * Cuts splits that are larger than a group's share into pieces of about that share.
   *
   * @param pieceBytes least bytes of a piece that pay: each is opened anew
   */
  public List<FileSplit> cut(List<FileSplit> splits, long pieceBytes) {
    double total = 0;
    for (FileSplit split : splits) {
      total += split.length();
    }
    long share = (long) Math.ceil(total / wantedGroups(total));
    long most = Math.min(Math.max(share, pieceBytes), Math.max(maxGroupBytes, pieceBytes));
    List<FileSplit> out = new ArrayList<>();
    for (FileSplit split : splits) {
      long pieces = Math.max(1, (split.length() + most - 1) / most);
      if (pieces == 1) {
        out.add(split);
        continue;
      }
      long start = 0;
      for (long piece = 1; piece <= pieces; piece++) {
        long end = endOf(piece, pieces, split.length());
        out.add(new FileSplit(split.object(), split.start() + start, end - start, split.change()));
        start = end;
      }
    }
    return out;
  }

  /**
   * Returns the groups in the order in which to start them: where not all run at once, the largest
   * first, so that none of them is begun when the other cores have nothing left to do. Those of
   * about one size stay as they are: pieces of one object are read from its beginning on.
   */
  public static List<FileGroup> inOrderOfStart(List<FileGroup> groups, int parallelism) {
    if (groups.size() <= parallelism) {
      return groups;
    }
    List<FileGroup> out = new ArrayList<>(groups);
    double largest = groups.stream().mapToDouble(FileGroupPlanner::weight).max().orElse(1);
    out.sort(
        Comparator.comparingLong(
            (FileGroup group) -> -Math.round(SIZE_CLASSES * weight(group) / largest)));
    return out;
  }

  private double wantedGroups(double bytes) {
    double perCore = Math.ceil(bytes / parallelism / coreBytes);
    return parallelism * Math.max(1, Math.min(MOST_GROUPS_PER_CORE, perCore));
  }

  /** Returns {@code length * piece / pieces}, whose product may be too large. */
  private static long endOf(long piece, long pieces, long length) {
    return length / pieces * piece + length % pieces * piece / pieces;
  }

  private static double weight(FileGroup group) {
    double sum = 0;
    for (FileSplit split : group.splits()) {
      sum += weight(split);
    }
    return sum;
  }

  private static double weight(FileSplit split) {
    return (double) split.length() + OPEN_COST_BYTES;
  }
}
