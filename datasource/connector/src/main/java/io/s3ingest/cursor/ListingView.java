package io.s3ingest.cursor;

/** How much of the store a listing shows. */
public enum ListingView {
  /** All of it: what is not listed is not there. */
  COMPLETE,
  /** A part: absence means nothing. */
  PARTIAL
}
