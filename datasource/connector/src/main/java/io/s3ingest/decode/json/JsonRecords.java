package io.s3ingest.decode.json;

/**
 * Cuts text into records without parsing them. A record lies in {@link #bytes()} from {@link
 * #start()} to {@link #end()} until the next move. Not thread-safe; the caller closes it.
 */
interface JsonRecords extends AutoCloseable {
  /** Moves to the next record; false at the end. */
  boolean next();

  byte[] bytes();

  int start();

  int end();

  /**
   * Returns where the next line begins if it begins with an object and some of it is in {@link
   * #bytes()}, which then end at {@link #limit()}; else a negative number. Nothing is moved.
   */
  default int ahead() {
    return -1;
  }

  /** Returns where the bytes end that are there already. */
  default int limit() {
    return end();
  }

  /** Moves behind the line that begins {@link #ahead()} and has its break at {@code lineEnd}. */
  default void pass(int lineEnd) {
    throw new UnsupportedOperationException();
  }

  /** Returns the line on which the record begins, from 1. */
  long line();

  /** Returns how many bytes of text were taken so far. */
  long consumed();

  /** Returns whether an array is a record of its own, whose elements are rows. */
  boolean arraysAreRows();

  @Override
  void close();
}
