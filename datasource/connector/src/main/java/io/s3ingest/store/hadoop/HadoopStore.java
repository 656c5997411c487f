package io.s3ingest.store.hadoop;

import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ObjectStore;

/** Opens the store. */
public abstract class HadoopStore implements ObjectStore {
  /** Opens. */
  public static ObjectStore open(StoreOptions options) {
    throw io.s3ingest.error.InternalErrors.unexpected("open", null);
  }
}
