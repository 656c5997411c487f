package io.s3ingest.spark.stream;

import io.s3ingest.metric.SplitCount;
import io.s3ingest.metric.SplitCountAccumulator;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.options.ReadOptions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Learns from the tasks of a batch which of its objects they passed over. */
final class SkippedObjects {
  private final SplitCountAccumulator sink;

  private SkippedObjects(SplitCountAccumulator sink) {
    this.sink = sink;
  }

  /** Listens if the options allow to skip anything. */
  static SkippedObjects of(ReadOptions options) {
    boolean never =
        options.onMissing() == BadObjectPolicy.FAIL
            && options.onChanged() == BadObjectPolicy.FAIL
            && options.onCorrupt() == BadObjectPolicy.FAIL;
    if (never) {
      return new SkippedObjects(null);
    }
    SplitCountAccumulator sink = new SplitCountAccumulator();
    SparkSession.active().sparkContext().register(sink);
    return new SkippedObjects(sink);
  }

  /** Returns where tasks report; null for nowhere. */
  SplitCountAccumulator sink() {
    return sink;
  }

  /** Returns why objects were skipped, by key. */
  Map<String, String> reasons() {
    Map<String, String> out = new TreeMap<>();
    if (sink != null) {
      for (SplitCount count : sink.value().values()) {
        if (count.failure() != null) {
          out.put(count.key(), count.failure().message());
        }
      }
    }
    return out;
  }
}
