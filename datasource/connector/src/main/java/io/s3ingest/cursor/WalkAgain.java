package io.s3ingest.cursor;

/**
 * Says that a walk has seen at its end what should have been known at its beginning: the listing
 * knows it now, and has to be walked again.
 */
public final class WalkAgain extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without a stack: it is caught where the walk was begun. */
  public WalkAgain() {
    super("the listing has to be walked again", null, false, false);
  }
}
