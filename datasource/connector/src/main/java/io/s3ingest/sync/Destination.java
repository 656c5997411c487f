package io.s3ingest.sync;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFile;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The table that a stream lands in. Not thread-safe. */
public interface Destination {
  /** Returns catalog, namespace and name, for people. */
  String name();

  /** Returns whether the table exists; the other methods need it to. */
  boolean exists();

  /** Creates the table. */
  void create(StructType columns);

  /** Returns the columns as Spark sees them. */
  StructType columns();

  /** Adds columns, and widens those that are there, in a commit of its own. */
  void evolve(StructType changed);

  /** Returns the present schema's id and its field ids by column name. */
  Fields fields();

  /** Returns the table's identity: another one means another table. */
  String uuid();

  /** Finds where the ledger of a pipeline is. */
  LedgerPosition position(String pipeline);

  /**
   * Returns what changes with every commit of a pipeline and never comes back, whatever others do
   * with the table: a plan made under another fence can never be committed.
   *
   * @param refresh whether that of the branch on which the pipeline refreshes is asked for
   */
  String fence(String pipeline, boolean refresh);

  /** Finds the refresh that a pipeline has begun and not published, or returns null. */
  Unfinished unfinishedRefresh(String pipeline);

  /**
   * Makes the branch of a refresh the table's state, if since the refresh began others have only
   * compacted; returns the snapshot that it is.
   *
   * @param commitId the last commit on the branch
   */
  long publishRefresh(String pipeline, String commitId);

  /** Forgets a refresh that will not go on; its rows go when its snapshots expire. */
  void dropRefresh(String pipeline);

  /** Returns the pipelines that have rows in the table. */
  Set<String> feeders();

  /** Returns the current snapshot's id, -1 for none. */
  long snapshotId();

  /** Opens the ledger folder of a pipeline. */
  LedgerIO ledger(String pipeline);

  /** Returns the folder that the files of a plan are staged in. */
  String stagingPath(String planId);

  /** Writes rows to data files that no snapshot has. */
  Staged stage(Dataset<Row> rows, PlanFile plan);

  /** Commits staged rows and the ledger that knows them, together or not at all. */
  Published publish(Publication publication);

  /** Finds the files staged for these plans that no snapshot refers to. */
  Set<String> orphans(Set<String> planIds);

  /** Deletes files that {@link #orphans} found. */
  void delete(Set<String> files);

  /** Returns the ledger roots that snapshots of the table point at, by pipeline. */
  Set<String> ledgerRoots(String pipeline);

  /**
   * A refresh that was not published.
   *
   * @param root where its ledger is
   * @param publishable whether others have only compacted since it began
   * @param newest when the newest slice was committed
   */
  record Unfinished(RefreshBranch branch, String root, boolean publishable, Instant newest) {}

  /** A schema's id and its columns' ids. */
  record Fields(int schemaId, Map<String, Integer> ids) {
    public Fields {
      ids = Map.copyOf(ids);
    }
  }

  /** A commit that happened: its snapshot, and how many rows of objects it took out. */
  record Published(long snapshotId, long rowsRemoved) {}

  /** Data files that no snapshot has yet. */
  interface Staged {
    /** Returns the rows in the files, by their own counts. */
    long rows();

    /** Deletes the files. */
    void discard();
  }
}
