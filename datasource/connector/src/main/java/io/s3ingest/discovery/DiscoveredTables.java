package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.error.S3IngestException;
import java.util.List;
import java.util.Map;

/**
 * The tables below a prefix.
 *
 * @param tables by name
 * @param failures folders whose files cannot be read as a table, by name
 * @param excluded how many objects belong to no table, by reason
 */
public record DiscoveredTables(
    List<DiscoveredTable> tables, List<Failure> failures, Map<ExclusionReason, Long> excluded) {
  public DiscoveredTables {
    tables = List.copyOf(tables);
    failures = List.copyOf(failures);
    excluded = Map.copyOf(excluded);
  }

  /** A folder that gives no table, and why. */
  public record Failure(String name, S3IngestException reason) {}
}
