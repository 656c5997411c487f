package io.s3ingest.store.hadoop;

import io.s3ingest.options.StoreKind;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreProvider;

/** Opens {@code store=hadoop}. */
public final class HadoopStoreProvider implements StoreProvider {
  @Override
  public StoreKind kind() {
    return StoreKind.HADOOP;
  }

  @Override
  public ObjectStore open(StoreOptions options) {
    return new HadoopStore(options);
  }
}
