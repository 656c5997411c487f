package io.s3ingest.metric;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Collects the counts of all tasks of a run, keyed by object and split: merging replaces, so that a
 * task that runs twice counts once.
 */
public final class SplitCountAccumulator
    extends AccumulatorV2<SplitCount, Map<String, SplitCount>> {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, SplitCount> bySplit = new TreeMap<>();

  @Override
  public synchronized boolean isZero() {
    return bySplit.isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<SplitCount, Map<String, SplitCount>> copy() {
    SplitCountAccumulator copy = new SplitCountAccumulator();
    copy.bySplit.putAll(bySplit);
    return copy;
  }

  @Override
  public synchronized void reset() {
    bySplit.clear();
  }

  @Override
  public synchronized void add(SplitCount count) {
    bySplit.put(count.id(), count);
  }

  @Override
  public synchronized void merge(AccumulatorV2<SplitCount, Map<String, SplitCount>> other) {
    bySplit.putAll(other.value());
  }

  @Override
  public synchronized Map<String, SplitCount> value() {
    return new TreeMap<>(bySplit);
  }
}
