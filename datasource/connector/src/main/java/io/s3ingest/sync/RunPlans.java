package io.s3ingest.sync;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.cursor.RunRegistry;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.metric.SplitCountAccumulator;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** The plan files of one run, and the door through which its reads open them. */
final class RunPlans implements RunRegistry.Run {
  private final LedgerIO io;
  private final SparkSession spark;
  private volatile SplitCountAccumulator counts;

  RunPlans(LedgerIO io, SparkSession spark) {
    this.io = io;
    this.spark = spark;
  }

  /** Writes a plan and begins to count anew; returns the plan's address. */
  String write(PlanFile plan) {
    SplitCountAccumulator fresh = new SplitCountAccumulator();
    spark.sparkContext().register(fresh, "s3ingest " + plan.planId());
    counts = fresh;
    String path = path(plan.planId());
    try {
      io.create(path, PlanFileCodec.encode(plan));
    } catch (IOException e) {
      throw CursorErrors.ledgerNotWritten(io.uri(path), e);
    }
    return io.uri(path);
  }

  /** Deletes a plan whose fate is known; one that stays is found by a later clean-up. */
  void delete(String planId) {
    try {
      io.delete(path(planId));
    } catch (IOException e) {
      // A later run finds the plan committed, or fences and cleans it.
      return;
    }
  }

  static String path(String planId) {
    return "plans/" + planId + ".json";
  }

  @Override
  public PlanFile openPlan(String uri) {
    String path = uri.startsWith(io.uri("")) ? uri.substring(io.uri("").length()) : uri;
    try {
      return PlanFileCodec.decode(io.read(path), uri);
    } catch (IOException e) {
      throw CursorErrors.invalidPlan(uri, "reading failed: " + e.getMessage(), e);
    }
  }

  @Override
  public SplitCountAccumulator counts() {
    return counts;
  }
}
