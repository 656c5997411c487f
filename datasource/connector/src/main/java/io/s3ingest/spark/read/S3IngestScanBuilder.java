package io.s3ingest.spark.read;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Collects what Spark pushes down; asks the store nothing. */
final class S3IngestScanBuilder
    implements SupportsPushDownV2Filters, SupportsPushDownRequiredColumns {
  private final ScanTarget target;
  private final FilePredicate.Columns known;
  private List<Predicate> pushed = List.of();
  private StructType required;

  S3IngestScanBuilder(ScanTarget target) {
    this.target = target;
    this.required = target.columns().schema();
    this.known =
        new FilePredicate.Columns() {
          @Override
          public DataType type(String[] name) {
            return target.columns().fileLevelType(name);
          }

          @Override
          public Object value(String[] name) {
            throw new IllegalStateException("no file is known yet");
          }
        };
  }

  /** Takes all predicates and gives back those that must also be tested row by row. */
  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    pushed = List.of(predicates);
    List<Predicate> rowByRow = new ArrayList<>();
    for (Predicate predicate : predicates) {
      if (!FilePredicate.decidedByFile(predicate, known)) {
        rowByRow.add(predicate);
      }
    }
    return rowByRow.toArray(Predicate[]::new);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.toArray(Predicate[]::new);
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    required = requiredSchema;
  }

  @Override
  public Scan build() {
    return new S3IngestScan(target, pushed, required);
  }
}
