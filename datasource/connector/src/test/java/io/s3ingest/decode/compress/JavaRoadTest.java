package io.s3ingest.decode.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.options.Compression;
import io.s3ingest.testing.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The second run of the suites that decompress has no native library. */
@EnabledIfSystemProperty(named = NativeGzip.PROPERTY, matches = "java")
final class JavaRoadTest {
  @Test
  void inflatesByJavaWhatTheLibraryWouldTake() throws IOException {
    assertThat(NativeGzip.isAvailable()).isFalse();
    byte[] text = DecompressionTest.text("hello");
    ObjectContent content = MemoryStore.content("a.gz", DecompressionTest.gzip(text));
    ObjectContent inMemory =
        new ObjectContent(content.store(), content.object(), 1 << 20, new TaskParts());
    try (InputStream in = Decompression.open(inMemory, Compression.AUTO)) {
      assertThat(((MeasuredText) in).inflater()).isInstanceOf(GzipStream.class);
      assertThat(in.readAllBytes()).isEqualTo(text);
    }
  }
}
