package io.s3ingest.spark.stream;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.spark.read.ExactReads;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Looks at the folder of a stream, now and then. */
final class FolderWatch {
  /** A long listing may take this part of the time. */
  private static final int LISTING_SHARE = 10;

  private final ExactReads reads;
  private final Duration interval;
  private final LongSupplier nanos;

  private String format;
  private boolean looked;
  private long began;
  private long ended;

  FolderWatch(ExactReads reads, LongSupplier nanos) {
    this.reads = reads;
    this.format = reads.options().fileFormat();
    this.interval = reads.options().stream().pollingInterval();
    this.nanos = nanos;
  }

  /** Goes on with the format of what was read before. */
  void expect(String known) {
    format = known;
  }

  /** Returns the format of the files; null as long as none has been seen. */
  String format() {
    return format;
  }

  /** Returns whether the polling interval is over. */
  boolean due() {
    return !looked || nanos.getAsLong() - ended >= interval.toNanos();
  }

  /** Returns whether what was seen is so old that it is worth a new look before it is used up. */
  boolean stale() {
    return due() && nanos.getAsLong() - ended >= LISTING_SHARE * (ended - began);
  }

  /** Returns the time since the last look began. */
  Duration age() {
    return Duration.ofNanos(nanos.getAsLong() - began);
  }

  /** Gives {@code looking} a listing that is made as it is walked. */
  <T> T look(Function<ObjectListing, T> looking) {
    began = nanos.getAsLong();
    if (format == null) {
      format = reads.discovery().format(reads.scope()).orElse(null);
    }
    T out = looking.apply(format == null ? new GivenObjects(List.of()) : reads.listing(format));
    ended = nanos.getAsLong();
    looked = true;
    return out;
  }
}
