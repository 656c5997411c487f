package io.s3ingest.decode;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;

/** An object and the store to read it from. */
public record ObjectContent(ObjectStore store, ObjectRef object) {}
