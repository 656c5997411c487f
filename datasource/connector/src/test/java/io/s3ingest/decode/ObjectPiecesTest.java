package io.s3ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which places a format is asked about, of an object that nobody reads. */
final class ObjectPiecesTest {
  private static final long MB = 1 << 20;
  private static final ObjectRef OBJECT =
      new ObjectRef("b", "t/a.x", 1000 * MB, "e", null, Instant.EPOCH);

  /** Cuts at these places and, on a long look, at any. */
  private record Known(List<Long> places) implements ObjectFormat {
    @Override
    public List<Cut> cuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
      return wanted.stream().filter(places::contains).map(Cut::plain).toList();
    }

    @Override
    public List<Cut> farCuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
      return wanted.stream().map(Cut::plain).toList();
    }

    @Override
    public String name() {
      return "x";
    }

    @Override
    public Set<String> extensions() {
      return Set.of("x");
    }

    @Override
    public boolean recognizes(byte[] head, int length) {
      return false;
    }

    @Override
    public InferredSchema infer(ObjectContent content, DecodeOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BatchReader open(DecodeRequest request) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void takesTheCutsThatAreFoundAtOnce() {
    List<Long> all = List.of(100 * MB, 400 * MB, 700 * MB);
    assertThat(starts(new Known(all), all)).containsExactly(0L, 100 * MB, 400 * MB, 700 * MB);
  }

  @Test
  void looksLongerWhereAPieceWouldBeLarge() {
    List<Long> wanted = new ArrayList<>();
    for (long place = 100 * MB; place < 1000 * MB; place += 100 * MB) {
      wanted.add(place);
    }
    assertThat(starts(new Known(List.of()), wanted)).containsExactly(0L, 300 * MB, 600 * MB);
    assertThat(starts(new Known(List.of(500 * MB)), wanted)).containsExactly(0L, 500 * MB);
    assertThat(starts(new Known(List.of(100 * MB)), wanted))
        .containsExactly(0L, 100 * MB, 400 * MB, 700 * MB);
  }

  private static List<Long> starts(ObjectFormat format, List<Long> wanted) {
    List<FileSplit> splits = new ArrayList<>();
    long start = 0;
    for (long place : wanted) {
      splits.add(new FileSplit(OBJECT, start, place - start));
      start = place;
    }
    splits.add(new FileSplit(OBJECT, start, OBJECT.size() - start));
    DecodeOptions options =
        new DecodeOptions(
            new TextOptions(Map.of()),
            Compression.AUTO,
            10,
            MB,
            MB,
            Map.of("spark.sql.session.timeZone", "UTC"));
    ObjectContent content = MemoryStore.content("t/a.x", new byte[1]);
    List<FileSplit> pieces = new ObjectPieces(format, content.store(), options).aligned(splits);
    assertThat(pieces.get(pieces.size() - 1).start() + pieces.get(pieces.size() - 1).length())
        .isEqualTo(OBJECT.size());
    return pieces.stream().map(FileSplit::start).toList();
  }
}
