package io.s3ingest.spark.stream;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.StreamCodec;
import io.s3ingest.cursor.StreamPosition;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.options.StreamOptions;
import io.s3ingest.spark.read.ExactReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;

/**
 * Streams what comes into a folder. Each batch is logged with its exact objects before Spark learns
 * of it, so that a replay reads the same bytes or fails. Used by one thread at a time.
 */
final class S3IngestMicroBatchStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private final ExactReads reads;
  private final StreamLog log;
  private final Planner planner;

  private Range planned;

  private record Range(long after, long upTo, ExactReads.Tasks tasks, SkippedObjects skipped) {}

  S3IngestMicroBatchStream(ExactReads reads, StreamLog log, Planner planner) {
    this.reads = reads;
    this.log = log;
    this.planner = planner;
  }

  @Override
  public Offset initialOffset() {
    planner.begin();
    return offset(0);
  }

  @Override
  public Offset deserializeOffset(String json) {
    StreamPosition position = StreamCodec.decodePosition(json, log.files().uri(""));
    String stream = log.requireHeader().stream();
    if (!position.stream().equals(stream)) {
      throw StreamErrors.invalidCheckpoint(
          log.files().uri("stream.json"),
          "it is of stream %s, the query goes on behind an offset of stream %s"
              .formatted(stream, position.stream()),
          null);
    }
    if (position.batch() > log.last()) {
      throw StreamErrors.invalidCheckpoint(
          log.files().uri("batches"),
          "the query has been at batch %d, the last one here is %d"
              .formatted(position.batch(), log.last()),
          null);
    }
    return new S3IngestOffset(position);
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    StreamOptions options = reads.options().stream();
    ReadLimit files = ReadLimit.maxFiles(options.maxFilesPerTrigger());
    return options.maxBytesPerTrigger() == Long.MAX_VALUE
        ? files
        : ReadLimit.compositeLimit(
            new ReadLimit[] {files, ReadLimit.maxBytes(options.maxBytesPerTrigger())});
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    planner.endWithWhatIsThere();
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark passes the start and a limit");
  }

  /** Returns the end of the next batch; {@code start} if there is none, null if none ever was. */
  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    long after = ((S3IngestOffset) start).batch();
    settle(after);
    if (log.last() == after && !planner.plan(Admission.of(limit))) {
      return after == 0 ? null : start;
    }
    return offset(after + 1);
  }

  @Override
  public Offset reportLatestOffset() {
    return log.last() == 0 ? null : offset(log.last());
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    long after = ((S3IngestOffset) start).batch();
    long upTo = ((S3IngestOffset) end).batch();
    if (planned == null || planned.after() != after || planned.upTo() != upTo) {
      SkippedObjects skipped = SkippedObjects.of(reads.options());
      planned = new Range(after, upTo, tasks(after, upTo, skipped), skipped);
    }
    return planned.tasks().partitions().toArray(InputPartition[]::new);
  }

  private ExactReads.Tasks tasks(long after, long upTo, SkippedObjects skipped) {
    planner.resume();
    List<FileGroup> groups = new ArrayList<>();
    Set<String> partitions = new TreeSet<>();
    String format = null;
    for (long batch = after + 1; batch <= upTo; batch++) {
      PlanFile plan = log.batch(batch);
      groups.addAll(plan.groups());
      partitions.addAll(plan.partitionColumns());
      format = plan.format();
    }
    return reads.tasks(format, groups, partitions, skipped.sink());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return planned.tasks().readers();
  }

  @Override
  public void commit(Offset end) {
    settle(((S3IngestOffset) end).batch());
  }

  private void settle(long upTo) {
    boolean ran = planned != null && planned.upTo() <= upTo;
    planner.settle(upTo, ran ? planned.skipped().reasons() : Map.of());
  }

  @Override
  public Map<String, String> metrics(Optional<Offset> latestConsumedOffset) {
    long consumed = latestConsumedOffset.map(offset -> batchOf(offset)).orElse(0L);
    return planner.metrics(consumed);
  }

  /** What Spark has consumed may be an offset as it stood in its log. */
  private long batchOf(Offset offset) {
    return offset instanceof S3IngestOffset ours
        ? ours.batch()
        : ((S3IngestOffset) deserializeOffset(offset.json())).batch();
  }

  @Override
  public void stop() {
    // Stores belong to the JVM, and nothing else is open between calls.
  }

  private S3IngestOffset offset(long batch) {
    return new S3IngestOffset(new StreamPosition(log.requireHeader().stream(), batch));
  }

  /** Shown as the description in the query's progress. */
  @Override
  public String toString() {
    return "s3ingest " + reads.name();
  }
}
