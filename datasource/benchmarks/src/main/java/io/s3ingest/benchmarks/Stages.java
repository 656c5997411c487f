package io.s3ingest.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.metric.ReadMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.connector.metric.CustomMetric;
import scala.jdk.javaapi.CollectionConverters;

/** Adds up what the tasks of a query spend their time with, in milliseconds, and their records. */
final class Stages extends SparkListener {
  private static final String[] OURS = {
    ReadMetrics.WAIT_MILLIS,
    ReadMetrics.INFLATE_MILLIS,
    ReadMetrics.DECODE_MILLIS,
    ReadMetrics.RECORDS_FRAMED,
    ReadMetrics.RECORDS_HANDED_OVER,
    ReadMetrics.RECORDS_MALFORMED
  };

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Long> sums = new TreeMap<>();

  Stages() {
    for (CustomMetric metric : ReadMetrics.all()) {
      for (String name : OURS) {
        if (metric.name().equals(name)) {
          names.put(metric.description(), name);
        }
      }
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    sums.merge("tasks", 1L, Long::sum);
    sums.merge("runMillis", end.taskMetrics().executorRunTime(), Long::sum);
    sums.merge("cpuMillis", end.taskMetrics().executorCpuTime() / 1_000_000, Long::sum);
    for (AccumulableInfo one : CollectionConverters.asJava(end.taskInfo().accumulables())) {
      String name = one.name().isEmpty() ? null : names.get(one.name().get());
      if (name != null && one.update().isDefined()) {
        sums.merge(name, Long.parseLong(one.update().get().toString()), Long::sum);
      }
    }
  }

  /** Puts the sums into an answer. */
  synchronized void into(ObjectNode out) {
    sums.forEach(out::put);
  }
}
