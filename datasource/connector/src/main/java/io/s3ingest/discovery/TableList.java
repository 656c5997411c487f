package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.listing.Exclusions;
import java.util.List;
import java.util.Map;

/**
 * The tables below a prefix, as the listing alone tells them.
 *
 * @param tables by name
 * @param excluded what lies there and belongs to no table
 */
public record TableList(List<TableFiles> tables, Exclusions excluded) {
  public TableList {
    tables = List.copyOf(tables);
  }

  /** Returns how many objects take no part, those below the tables included. */
  public Map<ExclusionReason, Long> allExcluded() {
    Exclusions all = new Exclusions();
    all.addAll(excluded);
    tables.forEach(table -> all.addAll(table.excluded()));
    return all.counts();
  }
}
