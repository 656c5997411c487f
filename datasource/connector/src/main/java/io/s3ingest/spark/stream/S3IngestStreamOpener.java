package io.s3ingest.spark.stream;

import io.s3ingest.spark.read.ExactReads;
import io.s3ingest.spark.read.StreamOpener;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;

/** Opens streams with their log in Spark's checkpoint. */
public final class S3IngestStreamOpener implements StreamOpener {
  @Override
  public MicroBatchStream open(ExactReads reads, String checkpoint) {
    CheckpointFiles files =
        new CheckpointFiles(checkpoint, SparkSession.active().sessionState().newHadoopConf());
    StreamLog log = new StreamLog(files);
    Clock clock = Clock.systemUTC();
    Planner planner =
        reads.readsChanges()
            ? new FeedPlanner(reads, log, clock, System::nanoTime)
            : new BatchPlanner(reads, log, new FolderWatch(reads, System::nanoTime), clock);
    return new S3IngestMicroBatchStream(reads, log, planner);
  }
}
