package io.s3ingest.spark.stream;

import io.s3ingest.error.OptionErrors;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.options.ArrivalGate;
import io.s3ingest.spark.read.ExactReads;
import io.s3ingest.spark.read.ResolvedTable;
import io.s3ingest.spark.read.StreamOpener;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;

/** Opens streams with their log in Spark's checkpoint. */
public final class S3IngestStreamOpener implements StreamOpener {
  private static CheckpointFiles files(String folder) {
    return new CheckpointFiles(folder, SparkSession.active().sessionState().newHadoopConf());
  }

  @Override
  public ResolvedTable keptSchema(
      String folder, List<String> place, Supplier<ResolvedTable> inference) {
    return new KeptSchema(files(folder), place).orInferred(inference);
  }

  @Override
  public MicroBatchStream open(ExactReads reads, String checkpoint) {
    if (reads.options().timestampAsOf() != null) {
      throw StreamErrors.noTimeTravel(reads.options().timestampAsOf().toString());
    }
    if (reads.readsChanges() && !reads.options().arrival().atOnce()) {
      throw OptionErrors.exclusive(
          reads.options().arrival().gate() == ArrivalGate.NONE ? "minFileAge" : "arrivalGate",
          reads.options().stream().readChangeFeed() ? "readChangeFeed" : "recordShape=object",
          "a feed gives every version as it is written");
    }
    StreamLog log = new StreamLog(files(checkpoint));
    Clock clock = Clock.systemUTC();
    Pace pace = new Pace(reads.options().stream().pollingInterval(), System::nanoTime);
    Planner planner =
        reads.readsChanges()
            ? new FeedPlanner(reads, log, clock, System::nanoTime)
            : new BatchPlanner(reads, log, new FolderWatch(reads, pace), clock);
    return new S3IngestMicroBatchStream(reads, log, planner);
  }
}
