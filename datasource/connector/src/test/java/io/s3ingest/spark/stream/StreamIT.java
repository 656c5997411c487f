package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestStore;
import org.junit.jupiter.api.Test;

final class StreamIT {
  private final TestStore store = TestStore.shared();
  private final String bucket = store.newBucket();

  private Streams stream() {
    return new Streams(store.options(), "s3://" + bucket + "/t/");
  }

  @Test
  void readsWhatIsThereAndThenWhatIsNew() {
    store.put(bucket, "t/1.csv", "id\n1\n");
    store.put(bucket, "t/2.csv", "id\n2\n");
    Streams stream = stream();
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]", "[2]");
    stream.run();
    assertThat(stream.commits()).isEqualTo(1);
    store.put(bucket, "t/3.csv", "id\n3\n");
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]", "[2]", "[3]");
    assertThat(stream.commits()).isEqualTo(2);
  }

  @Test
  void givesTheHiddenColumns() {
    store.put(bucket, "t/1.csv", "id\n1\n2\n");
    Streams stream =
        stream().select("id", "_metadata.file_name", "_metadata.row_index", "_metadata.file_size");
    stream.run();
    assertThat(stream.rows()).containsExactly("[1,1.csv,0,7]", "[2,1.csv,1,7]");
  }
}
