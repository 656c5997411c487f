package io.s3ingest.store;

import io.s3ingest.options.StoreKind;
import io.s3ingest.options.StoreOptions;

/** Opens one kind of store; found by {@link java.util.ServiceLoader}. */
public interface StoreProvider {
  /** Returns the kind that this one opens. */
  StoreKind kind();

  /** Opens a store; does no request. */
  ObjectStore open(StoreOptions options);
}
