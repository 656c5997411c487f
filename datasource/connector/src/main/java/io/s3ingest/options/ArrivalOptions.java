package io.s3ingest.options;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * When an object that is listed may be taken.
 *
 * @param minFileAge how old it has to be by the store's clock
 * @param gate how its arrival is announced
 * @param file name of the marker or manifest
 * @param suffix what the name of a twin ends in
 */
public record ArrivalOptions(Duration minFileAge, ArrivalGate gate, String file, String suffix)
    implements Serializable {
  /** An object is taken as soon as it is listed. */
  public static final ArrivalOptions AT_ONCE =
      new ArrivalOptions(Duration.ZERO, ArrivalGate.NONE, "_SUCCESS", ".done");

  public ArrivalOptions {
    Objects.requireNonNull(minFileAge, "minFileAge");
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(suffix, "suffix");
  }

  static ArrivalOptions of(OptionSet set) {
    ArrivalGate gate = set.get(S3IngestArrivalOptions.ARRIVAL_GATE);
    String file = set.get(S3IngestArrivalOptions.ARRIVAL_FILE);
    if (file == null) {
      file = gate == ArrivalGate.MANIFEST ? "manifest.json" : AT_ONCE.file();
    }
    return new ArrivalOptions(
        set.get(S3IngestArrivalOptions.MIN_FILE_AGE),
        gate,
        file,
        set.get(S3IngestArrivalOptions.ARRIVAL_SUFFIX));
  }

  /** Returns whether nothing has to be waited for. */
  public boolean atOnce() {
    return minFileAge.isZero() && gate == ArrivalGate.NONE;
  }
}
