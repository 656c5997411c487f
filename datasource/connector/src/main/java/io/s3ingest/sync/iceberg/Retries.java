package io.s3ingest.sync.iceberg;

import io.s3ingest.error.SyncErrors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;

/** How often, and how far apart, a commit is tried and a lost answer is asked for. */
final class Retries {
  static final int ATTEMPTS = 12;
  private static final long FIRST_WAIT_MILLIS = 50;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private Retries() {}

  /** Waits before a further attempt; the first one, 0, comes at once. */
  static void pause(int attempt) {
    if (attempt == 0) {
      return;
    }
    long most = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << attempt);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Begins a transaction. It reloads the table first, so what the table says afterwards, until it
   * is reloaded again, is the state that the transaction is based on.
   *
   * @param before why the try before failed, or null
   */
  static Transaction begin(Table table, String name, RuntimeException before) {
    return begin(name, before, table::newTransaction);
  }

  /** The same for a commit that must not be taken for failed when it has happened. */
  static Transaction begin(Table table, String name, String commitId, RuntimeException before) {
    TableOperations operations = ((HasTableOperations) table).operations();
    return begin(
        name,
        before,
        () ->
            Transactions.newTransaction(table.name(), new GuardedOperations(operations, commitId)));
  }

  private static Transaction begin(
      String name, RuntimeException before, Supplier<Transaction> begun) {
    try {
      return begun.get();
    } catch (RuntimeException e) {
      if (before != null) {
        e.addSuppressed(before);
      }
      throw SyncErrors.catalogFailed("reload", name, e);
    }
  }

  /**
   * Returns the snapshot of a commit behind {@code head}, or null if the table does not have it.
   *
   * @param failure what the commit answered, null if it was good
   */
  static Snapshot found(
      Table table,
      String name,
      String commitId,
      Supplier<Snapshot> head,
      RuntimeException failure) {
    RuntimeException last = failure;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      pause(attempt);
      try {
        table.refresh();
        return PositionReader.committed(table, head.get(), commitId);
      } catch (RuntimeException e) {
        last = e;
      }
    }
    throw SyncErrors.commitUnknown(name, commitId, last);
  }
}
