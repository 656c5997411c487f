package io.s3ingest.cursor;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The folder of one pipeline's ledger. Paths are relative to it, with slashes. Files are written
 * once, under new names, and are whole when they can be seen.
 */
public interface LedgerIO {
  /** Reads a file; one that is not there is a {@link java.io.FileNotFoundException}. */
  byte[] read(String path) throws IOException;

  /** Writes a file under a name that no file has. */
  void create(String path, byte[] content) throws IOException;

  /** Lists the files below a sub-folder; empty if there is none. */
  List<Item> list(String folder) throws IOException;

  /** Deletes a file; one that is not there is no error. */
  void delete(String path) throws IOException;

  /** Returns the full address of a path, for messages and plan options. */
  String uri(String path);

  /**
   * A file of the ledger.
   *
   * @param written when, by the clock of the file system
   */
  record Item(String path, long bytes, Instant written) {}
}
