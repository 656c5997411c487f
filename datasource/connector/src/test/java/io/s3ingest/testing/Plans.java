package io.s3ingest.testing;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.jdk.javaapi.CollectionConverters;

/** Looks into the plan of a query that has run. */
public final class Plans {
  private Plans() {}

  /** Returns the value of a metric of the only scan in a query's plan. */
  public static long metric(Dataset<Row> query, String name) {
    BatchScanExec scan = scan(plan(query));
    SQLMetric metric = CollectionConverters.asJava(scan.metrics()).get(name);
    return metric.value();
  }

  /** Returns the only scan of a query. */
  public static Scan scan(Dataset<Row> query) {
    return scan(plan(query)).scan();
  }

  /** Returns the physical plan as people see it. */
  public static String text(Dataset<Row> query) {
    return plan(query).toString();
  }

  private static SparkPlan plan(Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query).queryExecution().executedPlan();
  }

  private static BatchScanExec scan(SparkPlan plan) {
    if (plan instanceof BatchScanExec scan) {
      return scan;
    }
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      return scan(adaptive.executedPlan());
    }
    if (plan instanceof QueryStageExec stage) {
      return scan(stage.plan());
    }
    for (SparkPlan child : CollectionConverters.asJava(plan.children())) {
      BatchScanExec found = scan(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
