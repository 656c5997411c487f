package io.s3ingest.sync;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.error.CursorErrors;
import java.io.IOException;

/** The plan files of a pipeline. */
final class RunPlans {
  private final LedgerIO io;

  RunPlans(LedgerIO io) {
    this.io = io;
  }

  /** Writes a plan; returns its address. */
  String write(PlanFile plan) {
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

  /** Reads the plan at an address. */
  PlanFile open(String uri) {
    String path = uri.startsWith(io.uri("")) ? uri.substring(io.uri("").length()) : uri;
    try {
      return PlanFileCodec.decode(io.read(path), uri);
    } catch (IOException e) {
      throw CursorErrors.invalidPlan(uri, "reading failed: " + e.getMessage(), e);
    }
  }
}
