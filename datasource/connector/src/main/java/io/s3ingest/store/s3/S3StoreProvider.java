package io.s3ingest.store.s3;

import io.s3ingest.options.StoreKind;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreProvider;

/** Opens {@code store=s3}. */
public final class S3StoreProvider implements StoreProvider {
  @Override
  public StoreKind kind() {
    return StoreKind.S3;
  }

  @Override
  public ObjectStore open(StoreOptions options) {
    Retries.Pause pause = time -> Thread.sleep(time.toMillis());
    return new S3Store(options, System.getenv(), new Retries(options.retryCount(), pause));
  }
}
