package io.s3ingest.benchmarks;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.sync.Sync;
import java.util.Map;

/**
 * A folder as a sync takes it.
 *
 * @param options as a user writes them
 */
record Source(Map<String, String> options) {
  ReadOptions read() {
    return ReadOptions.of(Sync.discoveryOptions(options), Map.of(), OptionSet.Unknown.REJECT);
  }

  Discovery discovery() {
    ReadOptions read = read();
    DecodeOptions decode = DecodeOptions.of(read, Map.of("spark.sql.session.timeZone", "UTC"));
    return new Discovery(StoreRegistry.open(read.store()), FormatRegistry.load(), read, decode);
  }
}
