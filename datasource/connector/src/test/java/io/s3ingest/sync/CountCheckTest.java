package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.metric.SplitCount;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CountCheckTest {
  private static final ObjectRef A = new ObjectRef("b", "a", 10, "e", null, Instant.EPOCH);
  private static final ObjectRef B = new ObjectRef("b", "b", 10, "e", null, Instant.EPOCH);

  private static SplitCount count(
      String key, long start, long framed, long emitted, long rejected) {
    return new SplitCount(key, start, framed, emitted, rejected, null);
  }

  @Test
  void addsUpTheSplitsOfAnObject() {
    List<SplitCount> counts =
        List.of(count("a", 0, 3, 3, 0), count("a", 5, 2, 1, 1), count("b", 0, 0, 0, 0));
    assertThat(CountCheck.rows(List.of(A, B), counts, 4, "t")).isEqualTo(Map.of("a", 4L, "b", 0L));
  }

  @Test
  void noticesADecoderThatLosesARow() {
    assertThatThrownBy(
            () -> CountCheck.rows(List.of(A), List.of(count("a", 0, 3, 2, 0)), 2, "c.db.t"))
        .hasMessage(
            "[S3INGEST_UNBALANCED_COUNTS] Cannot sync s3://b/a into c.db.t: the counts do not balance: 3 records were found, 2 emitted and 0 rejected. Nothing was committed; report this with the object.");
  }

  @Test
  void noticesRowsThatWereNotStagedAndObjectsThatWereNotRead() {
    assertThatThrownBy(
            () ->
                CountCheck.rows(
                    List.of(A, B),
                    List.of(count("a", 0, 3, 3, 0), count("b", 0, 1, 1, 0)),
                    3,
                    "c.db.t"))
        .hasMessage(
            "[S3INGEST_UNBALANCED_COUNTS] Cannot sync s3://b/a and 1 more into c.db.t: the counts do not balance: 4 records were emitted and 3 staged. Nothing was committed; report this with the object.");
    assertThatThrownBy(() -> CountCheck.rows(List.of(B), List.of(), 0, "c.db.t"))
        .hasMessageContaining("no task reported the object");
  }

  private static Map<String, Long> objects(long listed, long ingested, long pending) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String zero : List.of("ignored", "quarantined", "excluded", "skipped", "unchanged")) {
      counts.put(zero, 0L);
    }
    counts.put("listed", listed);
    counts.put("ingested", ingested);
    counts.put("pending", pending);
    return counts;
  }

  @Test
  void takesObjectsThatAddUp() {
    CountCheck.objects(objects(3, 2, 1), "s3://b/", "c.db.t");
  }

  @Test
  void noticesAnObjectWithoutAnOutcomeAndOneWithTwo() {
    assertThatThrownBy(() -> CountCheck.objects(objects(3, 1, 1), "s3://b/", "c.db.t"))
        .hasMessage(
            "[S3INGEST_UNBALANCED_COUNTS] Cannot sync s3://b/ into c.db.t: the counts do not balance: 3 objects were listed, and there are 1 ingested, 0 unchanged, 1 pending, 0 ignored, 0 quarantined, 0 excluded, 0 skipped. Nothing was committed; report this with the object.");
    assertThatThrownBy(() -> CountCheck.objects(objects(3, 4, -1), "s3://b/", "c.db.t"))
        .hasMessageContaining("4 ingested, 0 unchanged, -1 pending");
  }

  @Test
  void refusesAPieceThatNoTaskReported() {
    List<FileGroup> planned =
        List.of(new FileGroup(List.of(new FileSplit(A, 0, 1), new FileSplit(A, 1, 1))));
    CountCheck.pieces(planned, List.of(count("a", 0, 1, 1, 0), count("a", 1, 1, 1, 0)), "c.db.t");
    assertThatThrownBy(() -> CountCheck.pieces(planned, List.of(count("a", 0, 1, 1, 0)), "c.db.t"))
        .hasMessageContaining("no task reported what begins at byte 1");
  }
}
