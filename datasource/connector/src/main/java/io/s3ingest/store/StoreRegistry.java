package io.s3ingest.store;

import io.s3ingest.options.StoreOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stores that this JVM has open, one for each recipe. The only static state of s3ingest. Stores
 * stay open until the JVM ends, so callers never close what they get.
 */
public final class StoreRegistry {
  private static final Map<StoreOptions, ObjectStore> STORES = new ConcurrentHashMap<>();

  private StoreRegistry() {}

  /** Returns the store of this recipe, opened on first use; does no request. */
  public static ObjectStore open(StoreOptions options) {
    return STORES.computeIfAbsent(options, StoreRegistry::create);
  }

  private static ObjectStore create(StoreOptions options) {
    return switch (options.kind()) {
      case S3 -> io.s3ingest.store.s3.S3Store.open(options);
      case HADOOP -> io.s3ingest.store.hadoop.HadoopStore.open(options);
    };
  }
}
