package io.s3ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FileGroupPlannerTest {
  private static final long MB = 1 << 20;
  private static final long GB = 1 << 30;

  @Test
  void spreadsSmallFilesOverAllCores() {
    assertThat(sizes(FileGroupPlanner.forReading(2 * GB, 10_000, 4).plan(splits(8, MB))))
        .containsExactly(2, 2, 2, 2);
  }

  @Test
  void makesNoMoreGroupsThanThereAreFiles() {
    assertThat(sizes(FileGroupPlanner.forReading(2 * GB, 10_000, 16).plan(splits(3, MB))))
        .containsExactly(1, 1, 1);
  }

  @Test
  void givesNoTaskLessThanAFewSmallFiles() {
    assertThat(sizes(FileGroupPlanner.forReading(2 * GB, 10_000, 64).plan(splits(64, 1))))
        .hasSize(16)
        .containsOnly(4);
    assertThat(sizes(FileGroupPlanner.forReading(2 * GB, 10_000, 64).plan(splits(3, 1))))
        .containsExactly(3);
    assertThat(sizes(FileGroupPlanner.forReading(2 * GB, 10_000, 64).plan(splits(6, 1))))
        .containsExactly(3, 3);
  }

  @Test
  void givesEachCoreSeveralGroupsWhenThereIsMuchToRead() {
    List<FileGroup> groups = FileGroupPlanner.forReading(2 * GB, 10_000, 2).plan(splits(600, MB));
    assertThat(sizes(groups)).containsExactly(100, 100, 100, 100, 100, 100);
  }

  @Test
  void givesEachCoreOneGroupToWriteUntilThereIsMuchMore() {
    assertThat(sizes(FileGroupPlanner.forWriting(2 * GB, 10_000, 2).plan(splits(400, MB))))
        .containsExactly(200, 200);
    assertThat(sizes(FileGroupPlanner.forWriting(2 * GB, 10_000, 2).plan(splits(600, MB))))
        .containsExactly(150, 150, 150, 150);
  }

  @Test
  void leavesAFileThatIsLargerThanAGroupAlone() {
    List<FileSplit> splits =
        List.of(split("a", 10), split("b", 5000), split("c", 10), split("d", 10));
    assertThat(keys(FileGroupPlanner.forReading(100, 10_000, 1).plan(splits)))
        .containsExactly(List.of("a"), List.of("b"), List.of("c", "d"));
  }

  @Test
  void fillsAGroupToItsLastByte() {
    assertThat(sizes(FileGroupPlanner.forReading(100, 10_000, 1).plan(splits(4, 50))))
        .containsExactly(2, 2);
  }

  @Test
  void cutsALargeFileIntoAShareForEachCore() {
    assertThat(pieces(4, 240 * MB + 3)).hasSize(4).allMatch(piece -> piece.length() >= 60 * MB);
  }

  @Test
  void cutsAVeryLargeFileIntoSeveralPiecesForEachCore() {
    assertThat(pieces(4, 400 * MB)).hasSize(8).allMatch(piece -> piece.length() == 50 * MB);
    assertThat(pieces(2, GB)).hasSize(6).allMatch(piece -> piece.length() >= GB / 6);
  }

  @Test
  void cutsAFileInItsMiddleWhereThePiecesAreEven() {
    assertThat(pieces(2, 512 * MB).get(3).start()).isEqualTo(256 * MB);
  }

  @Test
  void leavesSmallFilesWhole() {
    List<FileSplit> splits = splits(3, 30 * MB);
    assertThat(FileGroupPlanner.forReading(1, 10_000, 16).cut(splits, 32 * MB)).isEqualTo(splits);
  }

  @Property
  void cutsWithoutGapsOrOverlaps(
      @ForAll @Size(max = 5) List<@LongRange(min = 0, max = 1L << 40) Long> lengths,
      @ForAll @IntRange(min = 1, max = 64) int parallelism) {
    List<FileSplit> splits = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      splits.add(split("k" + i, lengths.get(i)));
    }
    List<FileSplit> pieces =
        FileGroupPlanner.forReading(2 * GB, 10_000, parallelism).cut(splits, 32 * MB);
    for (FileSplit whole : splits) {
      long end = 0;
      for (FileSplit piece : pieces) {
        if (piece.object().equals(whole.object())) {
          assertThat(piece.start()).isEqualTo(end);
          end += piece.length();
        }
      }
      assertThat(end).isEqualTo(whole.length());
    }
  }

  @Test
  void startsTheLargestGroupsFirstWhereNotAllRunAtOnce() {
    List<FileGroup> groups =
        List.of(
            new FileGroup(List.of(split("a", 10))),
            new FileGroup(List.of(split("b", 20), split("c", 5))),
            new FileGroup(List.of(split("d", 9 * MB))),
            new FileGroup(List.of(split("e", 10))));
    assertThat(keys(FileGroupPlanner.inOrderOfStart(groups, 3)))
        .containsExactly(List.of("d"), List.of("b", "c"), List.of("a"), List.of("e"));
    assertThat(FileGroupPlanner.inOrderOfStart(groups, 4)).isEqualTo(groups);
  }

  @Test
  void plansNothingFromNothing() {
    assertThat(FileGroupPlanner.forReading(1, 1, 1).plan(List.of())).isEmpty();
  }

  @Test
  void refusesLimitsBelowOne() {
    assertThatThrownBy(() -> FileGroupPlanner.forReading(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void keepsEverySplitOnceInOrderWithinTheLimits(
      @ForAll @Size(max = 200) List<@LongRange(min = 0, max = 3000) Long> lengths,
      @ForAll @LongRange(min = 1, max = 5000) long maxBytes,
      @ForAll @IntRange(min = 1, max = 20) int maxFiles,
      @ForAll @IntRange(min = 1, max = 20) int parallelism) {
    List<FileSplit> splits = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      splits.add(split("%03d".formatted(i), lengths.get(i)));
    }
    FileGroupPlanner planner = FileGroupPlanner.forReading(maxBytes, maxFiles, parallelism);

    List<FileGroup> groups = planner.plan(splits);

    assertThat(groups.stream().flatMap(group -> group.splits().stream()).toList())
        .isEqualTo(splits);
    for (FileGroup group : groups) {
      assertThat(group.splits()).hasSizeBetween(1, maxFiles);
      assertThat(group.splits().size() == 1 || group.bytes() <= maxBytes).isTrue();
    }
    assertThat(planner.plan(splits)).isEqualTo(groups);
  }

  private static List<FileSplit> pieces(int parallelism, long bytes) {
    return FileGroupPlanner.forReading(2 * GB, 10_000, parallelism)
        .cut(List.of(split("a", bytes)), 32 * MB);
  }

  private static List<Integer> sizes(List<FileGroup> groups) {
    return groups.stream().map(group -> group.splits().size()).toList();
  }

  private static List<List<String>> keys(List<FileGroup> groups) {
    return groups.stream()
        .map(group -> group.splits().stream().map(split -> split.object().key()).toList())
        .toList();
  }

  private static List<FileSplit> splits(int count, long bytes) {
    return Collections.nCopies(count, split("k", bytes));
  }

  private static FileSplit split(String key, long bytes) {
    return FileSplit.whole(new ObjectRef("b", key, bytes, "e", null, Instant.EPOCH));
  }
}
