package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlanFileCodecTest {
  private static final Instant TIME = Instant.parse("2024-01-02T00:00:00.250Z");
  private static final ObjectRef BIG =
      new ObjectRef("lake", "data/données/big.csv", 5_368_709_120L, "77aa-320", "v3", TIME);
  private static final PlanFile PLAN =
      plan(
          List.of(
              new FileGroup(
                  List.of(
                      FileSplit.whole(new ObjectRef("lake", "data/a.csv", 812, "9b", null, TIME)),
                      new FileSplit(BIG, 0, 1L << 31))),
              new FileGroup(
                  List.of(
                      FileSplit.of(BIG, new SplitChange(ChangeType.UPDATE, "c1704153600")),
                      FileSplit.of(
                          new ObjectRef("lake", "data/gone", 0, "", "v9", TIME),
                          new SplitChange(ChangeType.DELETE, "c1704153601")))),
              new FileGroup(List.of(new FileSplit(BIG, 1L << 31, 100)))));

  private static PlanFile plan(List<FileGroup> groups) {
    return new PlanFile(
        "plan-1",
        "p",
        "run-1",
        TIME,
        "csv",
        "lake",
        "data/",
        "{\"type\":\"struct\",\"fields\":[]}",
        List.of("day"),
        3,
        Map.of("id", 1, "name", 2),
        "file:/w/t/data/s3ingest-plan-1",
        groups);
  }

  @Test
  void keepsEverything() {
    assertThat(PlanFileCodec.decode(PlanFileCodec.encode(PLAN), "u")).isEqualTo(PLAN);
    assertThat(PlanFileCodec.decode(PlanFileCodec.encodeJson(PLAN), "u")).isEqualTo(PLAN);
  }

  @Test
  void keepsTheEdgesOfPiecesThatOlderReadersMustNotTakeForOthers() {
    SplitChange change = new SplitChange(ChangeType.INSERT, "c1");
    PlanFile plan =
        plan(
            List.of(
                new FileGroup(
                    List.of(
                        new FileSplit(BIG, 0, 100, null, new TextEdges(0, 7)),
                        new FileSplit(BIG, 100, 200, change, new TextEdges(7, 0))))));
    String json = text(PlanFileCodec.encodeJson(plan));
    assertThat(json)
        .contains("\"version\":2")
        .contains(",0,100,null,null,0,7]")
        .contains(",100,200,\"insert\",\"c1\",7,0]");
    assertThat(PlanFileCodec.decode(PlanFileCodec.encode(plan), "u")).isEqualTo(plan);
    assertThat(text(PlanFileCodec.encodeJson(PLAN))).contains("\"version\":1");
    byte[] negative = json.replace(",7,0]", ",-7,0]").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> PlanFileCodec.decode(negative, "file:/p.json"))
        .hasMessage(
            "[S3INGEST_INVALID_PLAN] Cannot read the plan file file:/p.json: the edges of a piece are not two counts of bytes. Make the plan again.");
  }

  @Test
  void ignoresWhatALaterReleaseAdds() {
    String json =
        text(PlanFileCodec.encodeJson(PLAN))
            .replaceFirst("\\{", "{\"later\":1,")
            .replace("2147483648]", "2147483648,\"later\"]");
    assertThat(PlanFileCodec.decode(json.getBytes(StandardCharsets.UTF_8), "u")).isEqualTo(PLAN);
  }

  @Test
  void refusesANewerVersion() {
    String json = text(PlanFileCodec.encodeJson(PLAN)).replace("\"version\":1", "\"version\":9");
    assertThatThrownBy(
            () -> PlanFileCodec.decode(json.getBytes(StandardCharsets.UTF_8), "file:/p.json"))
        .hasMessage(
            "[S3INGEST_INVALID_PLAN] Cannot read the plan file file:/p.json: it has version 9, this s3ingest knows up to 2. Use a newer s3ingest.");
  }

  @Test
  void refusesDamage() {
    byte[] packed = PlanFileCodec.encode(PLAN);
    byte[] cut = Arrays.copyOf(packed, packed.length - 20);
    assertThatThrownBy(() -> PlanFileCodec.decode(cut, "file:/p.json"))
        .hasMessage(
            "[S3INGEST_INVALID_PLAN] Cannot read the plan file file:/p.json: it is damaged gzip. Make the plan again.");
    String outside =
        text(PlanFileCodec.encodeJson(PLAN)).replace("2147483648,100", "2147483648,9999999999");
    assertThatThrownBy(
            () -> PlanFileCodec.decode(outside.getBytes(StandardCharsets.UTF_8), "file:/p.json"))
        .hasMessage(
            "[S3INGEST_INVALID_PLAN] Cannot read the plan file file:/p.json: a split of data/données/big.csv is outside the object. Make the plan again.");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
