package io.s3ingest.spark.stream;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.spark.read.ExactReads;
import java.util.List;
import java.util.function.Function;

/** Looks at the folder of a stream, now and then. */
final class FolderWatch {
  private final ExactReads reads;
  private final Pace pace;
  private String format;

  FolderWatch(ExactReads reads, Pace pace) {
    this.reads = reads;
    this.pace = pace;
    this.format = reads.options().fileFormat();
  }

  Pace pace() {
    return pace;
  }

  /** Goes on with the format of what was read before. */
  void expect(String known) {
    format = known;
  }

  /** Returns the format of the files; null as long as none has been seen. */
  String format() {
    return format;
  }

  /** Gives {@code looking} a listing that is made as it is walked. */
  <T> T look(Function<ObjectListing, T> looking) {
    pace.begin();
    if (format == null) {
      format = reads.discovery().format(reads.scope()).orElse(null);
    }
    T out = looking.apply(format == null ? new GivenObjects(List.of()) : reads.listing(format));
    pace.end();
    return out;
  }
}
