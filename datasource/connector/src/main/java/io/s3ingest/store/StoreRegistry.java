package io.s3ingest.store;

import io.s3ingest.error.InternalErrors;
import io.s3ingest.options.StoreKind;
import io.s3ingest.options.StoreOptions;
import java.util.Map;
import java.util.ServiceLoader;
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
    return STORES.computeIfAbsent(options, o -> provider(o.kind()).open(o));
  }

  private static StoreProvider provider(StoreKind kind) {
    // Our own loader: under --jars the thread's may be one that does not see this jar.
    ClassLoader own = StoreRegistry.class.getClassLoader();
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, own)) {
      if (provider.kind() == kind) {
        return provider;
      }
    }
    throw InternalErrors.unexpected("open store=" + kind, null);
  }
}
