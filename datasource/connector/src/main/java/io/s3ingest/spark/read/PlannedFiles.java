package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.cursor.RunRegistry;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.ReadErrors;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreRegistry;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds exactly the files of a plan file; lists nothing. */
record PlannedFiles() implements FileFinder {
  @Override
  public ResolvedTable resolve(ReadOptions options, DecodeOptions decoding) {
    PlanFile plan = open(options);
    StructType data = new StructType();
    StructType partitions = new StructType();
    for (StructField field : ((StructType) DataType.fromJson(plan.schemaJson())).fields()) {
      if (plan.partitionColumns().contains(field.name())) {
        partitions = partitions.add(field);
      } else {
        data = data.add(field);
      }
    }
    long bytes = plan.groups().stream().mapToLong(FileGroup::bytes).sum();
    return ResolvedTable.of(data, partitions, bytes);
  }

  @Override
  public FoundFiles find(ReadOptions options, DecodeOptions decoding, StructType given) {
    PlanFile plan = open(options);
    return FoundFiles.planned(
        plan.format(),
        plan.groups(),
        plan.partitionColumns(),
        List.of(ListingRoot.of(plan.prefix()).baseFolder()));
  }

  @Override
  public TableScope scope(ReadOptions options) {
    throw StreamErrors.planIsFixed(options.plan());
  }

  private static PlanFile open(ReadOptions options) {
    if (options.runId() != null) {
      RunRegistry.Run run = RunRegistry.find(options.runId());
      if (run == null) {
        throw ReadErrors.unknownRun(options.runId());
      }
      return run.openPlan(options.plan());
    }
    ObjectStore store = StoreRegistry.open(options.store());
    ObjectPath path = ObjectPath.parse(options.plan(), options.store().kind());
    ObjectRef object = store.find(path).orElseThrow(() -> ReadErrors.planNotFound(path.uri()));
    return PlanFileCodec.decode(store.read(object, 0, Math.toIntExact(object.size())), path.uri());
  }
}
