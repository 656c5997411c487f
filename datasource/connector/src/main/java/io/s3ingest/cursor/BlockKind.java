package io.s3ingest.cursor;

/** The three kinds of entry files, which share one layout. */
enum BlockKind {
  BLOCK(1, "blocks"),
  DELTA(2, "deltas"),
  OPEN(3, "open");

  final int code;
  final String folder;

  BlockKind(int code, String folder) {
    this.code = code;
    this.folder = folder;
  }
}
