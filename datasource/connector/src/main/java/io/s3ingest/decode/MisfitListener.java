package io.s3ingest.decode;

/** Is told of records that do not fit, on the thread that reads them. Good records cost nothing. */
@FunctionalInterface
public interface MisfitListener {
  /** Listens to nothing. */
  MisfitListener NONE = misfit -> {};

  /** Is told of a record, before {@link BatchReader#next()} returns. */
  void met(Misfit misfit);
}
