package io.s3ingest.sync;

import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.RunRegistry;
import io.s3ingest.metric.SplitCountAccumulator;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Stages by Spark: reads the plan through {@code format("s3ingest")}, as a user would. */
final class SparkStager implements RowStager {
  private final SparkSession spark;
  private final Map<String, String> options;
  private final Destination destination;

  /**
   * A stager of this session.
   *
   * @param options what the user set for the source
   */
  SparkStager(SparkSession spark, Map<String, String> options, Destination destination) {
    this.spark = spark;
    this.options = options;
    this.destination = destination;
  }

  @Override
  public int parallelism() {
    return spark.sparkContext().defaultParallelism();
  }

  @Override
  public StagedRows stage(PlanFile plan, String uri) {
    SplitCountAccumulator counts = new SplitCountAccumulator();
    spark.sparkContext().register(counts, "s3ingest " + plan.planId());
    RunPlans plans = new RunPlans(destination.ledger(plan.pipeline()));
    try (RunRegistry.Registration ignored =
        RunRegistry.register(plan.runId(), new OpenRun(plan, uri, plans, counts))) {
      Dataset<Row> rows = PlanReader.read(spark, options, uri, plan.runId());
      StructType read = (StructType) DataType.fromJson(plan.schemaJson());
      Dataset<Row> landed = rows.select(LandedColumns.of(destination.columns(), read));
      Destination.Staged staged = destination.stage(landed, plan);
      return new StagedRows(staged, counts.value().values());
    }
  }

  private record OpenRun(PlanFile plan, String uri, RunPlans plans, SplitCountAccumulator counts)
      implements RunRegistry.Run {
    @Override
    public PlanFile openPlan(String uri) {
      // A run that another one has overtaken may find its plan deleted; it is to hear why.
      return this.uri.equals(uri) ? plan : plans.open(uri);
    }
  }
}
