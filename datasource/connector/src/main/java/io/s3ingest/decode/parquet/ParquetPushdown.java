package io.s3ingest.decode.parquet;

import io.s3ingest.decode.DecodeRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.util.RebaseDateTime.RebaseSpec;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFilters;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.Filter;

/** Turns filters into what Parquet can skip row groups and pages with. */
final class ParquetPushdown {
  private ParquetPushdown() {}

  /** Returns the conjunction of all filters that Parquet can judge in a file of this schema. */
  static Optional<FilterPredicate> of(
      DecodeRequest request, SQLConf session, MessageType fileSchema, RebaseSpec rebase) {
    if (!session.parquetFilterPushDown()) {
      return Optional.empty();
    }
    ParquetFilters converter =
        new ParquetFilters(
            fileSchema,
            session.parquetFilterPushDownDate(),
            session.parquetFilterPushDownTimestamp(),
            session.parquetFilterPushDownDecimal(),
            session.parquetFilterPushDownStringPredicate(),
            session.parquetFilterPushDownInFilterThreshold(),
            session.caseSensitiveAnalysis(),
            rebase);
    FilterPredicate all = null;
    for (Filter filter : onData(request, session.caseSensitiveAnalysis())) {
      scala.Option<FilterPredicate> one = converter.createFilter(filter);
      if (one.isDefined()) {
        all = all == null ? one.get() : FilterApi.and(all, one.get());
      }
    }
    return Optional.ofNullable(all);
  }

  /** A file may hold a column of its own that is named like a partition column of the table. */
  private static List<Filter> onData(DecodeRequest request, boolean caseSensitive) {
    Set<String> columns = new HashSet<>();
    for (String name : request.dataSchema().fieldNames()) {
      columns.add(caseSensitive ? name : name.toLowerCase(Locale.ROOT));
    }
    List<Filter> kept = new ArrayList<>();
    for (Filter filter : request.filters()) {
      boolean onlyData = true;
      for (String reference : filter.references()) {
        String name = caseSensitive ? reference : reference.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        onlyData &=
            columns.contains(name)
                || columns.contains(name.replace("`", ""))
                || (dot > 0 && columns.contains(name.substring(0, dot).replace("`", "")));
      }
      if (onlyData) {
        kept.add(filter);
      }
    }
    return kept;
  }
}
