package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PipelineIdTest {
  @Test
  void staysTheSameOverReleases() {
    // printf 'lake\0data\0firstFolder\0db.users' | sha256sum
    assertThat(PipelineId.of("lake", "data/", "firstFolder", "db.users"))
        .isEqualTo("p-7edac3f58a449b4c")
        .isEqualTo(PipelineId.of("lake", "/data", "firstFolder", "db.users"));
  }

  @ParameterizedTest
  @CsvSource({
    "other,data,firstFolder,db.users",
    "lake,data2,firstFolder,db.users",
    "lake,data,fullPrefix,db.users",
    "lake,data,firstFolder,db.users2"
  })
  void tellsPipelinesApart(String bucket, String prefix, String naming, String destination) {
    assertThat(PipelineId.of(bucket, prefix, naming, destination))
        .isNotEqualTo("p-7edac3f58a449b4c");
  }

  @ParameterizedTest
  @CsvSource({
    "nightly.v2,^nightly\\.v2$",
    "a/../b,^a_\\.\\._b-[0-9a-f]{8}$",
    "..,^\\.\\.-[0-9a-f]{8}$",
    "données,^donn_es-[0-9a-f]{8}$"
  })
  void makesAFolderNameOfAnyId(String pipeline, String pattern) {
    assertThat(PipelineId.folder(pipeline)).matches(pattern);
  }
}
