package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.decode.object.WholeObjectFormat;
import io.s3ingest.error.BadObjectsException.BadObject;
import io.s3ingest.error.ReadErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.InputBytes;
import io.s3ingest.metric.ReadMetrics;
import io.s3ingest.metric.ReadWork;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.metric.SplitCount;
import io.s3ingest.metric.SplitCountAccumulator;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.store.StoreRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the splits of one group, one after the other. In a sync, a bad object does not end it at
 * once: the rest is read to its end without giving out rows, so that one failure names all of them.
 */
final class S3IngestPartitionReader implements PartitionReader<ColumnarBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(S3IngestPartitionReader.class);

  private static final long NANOS = 1_000_000;

  private final ReaderSpec spec;
  private final SplitCountAccumulator sink;
  private final S3IngestInputPartition partition;
  private final ObjectFormat format;
  private final TaskStore store;
  private final ReadWork work = new ReadWork();
  private final InputBytes inputBytes = new InputBytes();
  private final TaskParts parts = new TaskParts(work);
  private final MisfitLog misfits;
  private final List<BadObject> bad = new ArrayList<>();

  private int nextSplit;
  private FileSplit split;
  private BatchReader reader;
  private BatchAssembler assembler;
  private RecordCounts counts;
  private ColumnarBatch batch;

  private long filesRead;
  private long filesSkipped;
  private long framedBefore;
  private long rejectedBefore;
  private long malformedBefore;
  private long handedOverBefore;

  S3IngestPartitionReader(
      ReaderSpec spec, SplitCountAccumulator sink, S3IngestInputPartition partition) {
    this.spec = spec;
    this.sink = sink;
    this.partition = partition;
    this.format = format(spec.format());
    this.misfits = new MisfitLog(spec.filters().isEmpty());
    // Bytes that nobody asked for are not read ahead.
    boolean bytes =
        !(format instanceof WholeObjectFormat)
            || Set.of(spec.requiredData().fieldNames()).contains(WholeObjectFormat.PAYLOAD);
    this.store =
        new TaskStore(
            StoreRegistry.open(spec.store()),
            bytes ? partition.group().splits() : List.of(),
            Prefetch.of(spec.prefetchBytes(), spec.store().concurrency(), format.endBytes()),
            work);
  }

  private static ObjectFormat format(String name) {
    if (name.equals(WholeObjectFormat.NAME)) {
      return new WholeObjectFormat();
    }
    FormatRegistry formats = FormatRegistry.load();
    return formats
        .named(name)
        .orElseThrow(
            () ->
                ReadErrors.unknownFormat(
                    name, formats.formats().stream().map(ObjectFormat::name).toList()));
  }

  @Override
  public boolean next() {
    work.begin();
    inputBytes.begin();
    try {
      return advance();
    } finally {
      work.end();
      inputBytes.end(store.bytes());
    }
  }

  private boolean advance() {
    while (reader != null || openNext()) {
      try {
        while (reader.next()) {
          if (bad.isEmpty()) {
            batch = assembler.assemble(reader.batch(), reader.firstRowIndex());
            return true;
          }
        }
        finish(null);
      } catch (RuntimeException e) {
        meet(e);
      }
    }
    if (!bad.isEmpty()) {
      throw ReadErrors.badObjects(bad);
    }
    return false;
  }

  /** Opens the next split that can be opened; false if there is none left. */
  private boolean openNext() {
    while (nextSplit < partition.group().splits().size()) {
      int index = nextSplit++;
      split = partition.group().splits().get(index);
      counts = new RecordCounts();
      store.moveTo(index);
      try {
        reader = open();
        assembler = new BatchAssembler(spec, split, partition.partitionValues(index));
        return true;
      } catch (RuntimeException e) {
        meet(e);
      }
    }
    return false;
  }

  private BatchReader open() {
    if (split.isDelete() && !(format instanceof WholeObjectFormat)) {
      return new NullRow(spec.requiredData(), counts);
    }
    return format.open(
        new DecodeRequest(
            store,
            split,
            spec.dataSchema(),
            spec.requiredData(),
            spec.filters(),
            spec.decoding(),
            counts,
            misfits,
            parts));
  }

  /** Ends the split at hand with an outcome, or fails. */
  private void meet(RuntimeException failure) {
    S3IngestException worded = S3IngestException.in(failure);
    if (worded == null || Thread.currentThread().isInterrupted()) {
      throw failure;
    }
    BadObjectPolicy policy =
        switch (worded.condition()) {
          // Rows that are out cannot be taken back, and the rest of the object is not to be had.
          case OBJECT_NOT_FOUND -> counts.emitted() > 0 ? BadObjectPolicy.FAIL : spec.onMissing();
          case OBJECT_CHANGED -> counts.emitted() > 0 ? BadObjectPolicy.FAIL : spec.onChanged();
          case OBJECT_ARCHIVED -> counts.emitted() > 0 ? BadObjectPolicy.FAIL : spec.onMissing();
          case CORRUPT_RECORD,
              CORRUPT_FILE,
              RECORD_TOO_LARGE,
              UNKNOWN_FORMAT,
              SCHEMA_MISMATCH,
              AMBIGUOUS_COLUMN_NAME,
              RESERVED_COLUMN_NAME ->
              spec.onCorrupt();
          default -> throw failure;
        };
    if (policy != BadObjectPolicy.FAIL) {
      LOG.warn("Skipped {}: {}", split.object().uri(), worded.getMessage());
      finish(new SplitCount.Failure(worded.getCondition(), worded.getMessage()));
    } else if (spec.failing() == ReaderSpec.Failing.AT_ONCE) {
      throw failure;
    } else {
      bad.add(new BadObject(split.object().key(), worded.getCondition(), worded.getMessage()));
      closeReader();
    }
  }

  private void finish(SplitCount.Failure failure) {
    closeReader();
    if (failure != null) {
      filesSkipped++;
    } else if (split.start() == 0) { // Of a file in pieces, the first one counts it.
      filesRead++;
    }
    framedBefore += counts.framed();
    rejectedBefore += counts.rejected();
    malformedBefore += counts.malformed();
    handedOverBefore += counts.handedOver();
    if (sink != null) {
      sink.add(
          new SplitCount(
              split.object().key(),
              split.start(),
              counts.framed(),
              counts.emitted(),
              counts.rejected(),
              failure));
    }
    counts = new RecordCounts();
  }

  @Override
  public ColumnarBatch get() {
    return batch;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    long framed = counts == null ? 0 : counts.framed();
    long rejected = counts == null ? 0 : counts.rejected();
    long malformed = counts == null ? 0 : counts.malformed();
    long handedOver = counts == null ? 0 : counts.handedOver();
    return new CustomTaskMetric[] {
      new ReadMetrics.Value(ReadMetrics.FILES_READ, filesRead),
      new ReadMetrics.Value(ReadMetrics.FILES_SKIPPED, filesSkipped),
      new ReadMetrics.Value(ReadMetrics.BYTES_READ, store.bytes()),
      new ReadMetrics.Value(ReadMetrics.REQUESTS, work.requests()),
      new ReadMetrics.Value(ReadMetrics.BYTES_INFLATED, work.inflatedBytes()),
      new ReadMetrics.Value(ReadMetrics.WAIT_MILLIS, work.waitNanos() / NANOS),
      new ReadMetrics.Value(ReadMetrics.INFLATE_MILLIS, work.inflateNanos() / NANOS),
      new ReadMetrics.Value(ReadMetrics.DECODE_MILLIS, work.decodeNanos() / NANOS),
      new ReadMetrics.Value(ReadMetrics.RECORDS_FRAMED, framedBefore + framed),
      new ReadMetrics.Value(ReadMetrics.RECORDS_REJECTED, rejectedBefore + rejected),
      new ReadMetrics.Value(ReadMetrics.RECORDS_MALFORMED, malformedBefore + malformed),
      new ReadMetrics.Value(ReadMetrics.RECORDS_HANDED_OVER, handedOverBefore + handedOver)
    };
  }

  private void closeReader() {
    BatchReader open = reader;
    reader = null;
    assembler = null;
    if (open != null) {
      misfits.finish(split);
      open.close();
    }
  }

  @Override
  public void close() {
    try {
      closeReader();
    } finally {
      parts.close();
      store.close();
    }
  }
}
