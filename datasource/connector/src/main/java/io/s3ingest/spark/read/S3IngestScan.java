package io.s3ingest.spark.read;

import io.s3ingest.cursor.RunRegistry;
import io.s3ingest.metric.ReadMetrics;
import io.s3ingest.metric.SplitCountAccumulator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;

/** One scan: lists once, when Spark asks for its partitions, and not before. */
final class S3IngestScan implements SupportsReportStatistics, Batch {
  private final ScanTarget target;
  private final List<Predicate> predicates;
  private final StructType required;
  private ScanPlan plan;

  S3IngestScan(ScanTarget target, List<Predicate> predicates, StructType required) {
    this.target = target;
    this.predicates = List.copyOf(predicates);
    this.required = required;
  }

  @Override
  public StructType readSchema() {
    return required;
  }

  @Override
  public String description() {
    return "s3ingest " + target.name() + " PushedPredicates: " + predicates;
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.SUPPORTED;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
    return StreamOpener.installed().open(new ExactReads(target), checkpointLocation);
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return plan().partitions().toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    String runId = target.options().runId();
    RunRegistry.Run run = runId == null ? null : RunRegistry.find(runId);
    SplitCountAccumulator counts = run == null ? null : run.counts();
    return new S3IngestReaderFactory(plan().spec(), counts);
  }

  private synchronized ScanPlan plan() {
    if (plan == null) {
      plan = ScanPlan.make(target, predicates, required, SessionSettings.parallelism());
    }
    return plan;
  }

  @Override
  public synchronized Statistics estimateStatistics() {
    long bytes = plan != null ? plan.bytes() : target.knownBytes();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ReadMetrics.all();
  }

  @Override
  public synchronized CustomTaskMetric[] reportDriverMetrics() {
    if (plan == null) {
      return new CustomTaskMetric[0];
    }
    return new CustomTaskMetric[] {
      new ReadMetrics.Value(ReadMetrics.FILES_LISTED, plan.listed()),
      new ReadMetrics.Value(ReadMetrics.FILES_EXCLUDED, plan.excluded()),
      new ReadMetrics.Value(ReadMetrics.FILES_PRUNED, plan.pruned())
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof S3IngestScan scan
        && target.equals(scan.target)
        && predicates.equals(scan.predicates)
        && required.equals(scan.required);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * target.hashCode() + predicates.hashCode()) + required.hashCode();
  }

  @Override
  public String toString() {
    return description();
  }
}
