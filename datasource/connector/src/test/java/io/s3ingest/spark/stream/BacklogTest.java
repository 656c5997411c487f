package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.junit.jupiter.api.Test;

final class BacklogTest {
  private static final Admission ALL = Admission.of(ReadLimit.allAvailable());

  private static ObjectRef object(String key, long size, int second) {
    return new ObjectRef("b", key, size, "e", null, Instant.ofEpochSecond(second));
  }

  private static Backlog backlog(int window, ObjectRef... objects) {
    Backlog out = new Backlog(window);
    for (ObjectRef object : objects) {
      out.add(object);
    }
    out.ready();
    return out;
  }

  private static List<String> keys(List<ObjectRef> objects) {
    return objects.stream().map(ObjectRef::key).toList();
  }

  @Test
  void givesTheOldestFirstAndEqualTimesByTheBytesOfTheKey() {
    // U+FF61 comes before U+1F600 in UTF-8, and behind it in Java's order.
    Backlog backlog =
        backlog(
            9,
            object("\uD83D\uDE00", 1, 5),
            object("\uFF61", 1, 5),
            object("z", 1, 4),
            object("a", 1, 5));
    assertThat(keys(backlog.take(ALL))).containsExactly("z", "a", "\uFF61", "\uD83D\uDE00");
  }

  @Test
  void obeysTheLimitThatIsReachedFirst() {
    Admission limit =
        Admission.of(
            ReadLimit.compositeLimit(
                new ReadLimit[] {
                  ReadLimit.maxFiles(2), ReadLimit.maxBytes(10), ReadLimit.minRows(5, 100)
                }));
    Backlog backlog =
        backlog(
            9,
            object("a", 1, 1),
            object("b", 1, 1),
            object("c", 6, 1),
            object("d", 5, 1),
            object("e", 99, 1));
    assertThat(keys(backlog.take(limit))).containsExactly("a", "b");
    assertThat(keys(backlog.take(limit))).containsExactly("c");
    assertThat(keys(backlog.take(limit))).containsExactly("d");
    assertThat(backlog.bytes()).isEqualTo(99);
    assertThat(keys(backlog.take(limit))).containsExactly("e");
    assertThat(backlog.take(limit)).isEmpty();
  }

  @Test
  void holdsAWindowOfTheOldestAndCountsTheRest() {
    Backlog backlog =
        backlog(2, object("a", 1, 9), object("b", 2, 1), object("c", 4, 5), object("d", 8, 7));
    assertThat(backlog.files()).isEqualTo(4);
    assertThat(backlog.bytes()).isEqualTo(15);
    assertThat(backlog.newest()).isEqualTo(Instant.ofEpochSecond(9));
    assertThat(backlog.oldest()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(keys(backlog.take(ALL))).containsExactly("b", "c");
    assertThat(backlog.hasNext()).isFalse();
    assertThat(backlog.isCut()).isTrue();
    assertThat(backlog.files()).isEqualTo(2);
  }
}
