package io.s3ingest.discovery;

import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Does work on several items at once and takes the results one by one, in the items' order. */
final class ParallelFiles {
  private ParallelFiles() {}

  /**
   * Calls {@code taker} on the caller's thread. The first failure in order ends it, whatever thread
   * fails first; at most twice {@code threads} results wait.
   */
  static <T, R> void forEach(
      Iterator<T> items, int threads, Function<T, R> work, BiConsumer<T, R> taker) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "s3ingest-discovery");
              thread.setDaemon(true);
              return thread;
            });
    record Pending<T, R>(T item, Future<R> result) {}
    Deque<Pending<T, R>> pending = new ArrayDeque<>();
    try {
      while (items.hasNext() || !pending.isEmpty()) {
        while (items.hasNext() && pending.size() < 2 * threads) {
          T item = items.next();
          pending.add(new Pending<>(item, pool.submit(() -> work.apply(item))));
        }
        Pending<T, R> first = pending.remove();
        taker.accept(first.item(), first.result().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InternalErrors.unexpected("go on with the discovery after an interrupt", e);
    } catch (ExecutionException e) {
      S3IngestException worded = S3IngestException.in(e);
      throw worded != null ? worded : InternalErrors.unexpected("infer a schema", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
