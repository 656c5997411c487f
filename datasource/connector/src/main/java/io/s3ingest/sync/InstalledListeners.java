package io.s3ingest.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * A listener and, after it, those that jars on the class path bring as services of {@link
 * SyncListener}: for alerts and metrics of one's own.
 */
final class InstalledListeners implements SyncListener {
  private final List<SyncListener> all;

  private InstalledListeners(List<SyncListener> all) {
    this.all = List.copyOf(all);
  }

  static SyncListener with(SyncListener first) {
    List<SyncListener> all = new ArrayList<>();
    all.add(first);
    ServiceLoader.load(SyncListener.class, SyncListener.class.getClassLoader()).forEach(all::add);
    return all.size() == 1 ? first : new InstalledListeners(all);
  }

  @Override
  public void planned(String stream, long files, long bytes) {
    tell(listener -> listener.planned(stream, files, bytes));
  }

  @Override
  public void staged(String stream, long files, long bytes, long rows) {
    tell(listener -> listener.staged(stream, files, bytes, rows));
  }

  @Override
  public void committed(String stream, long files, long rows, long snapshotId) {
    tell(listener -> listener.committed(stream, files, rows, snapshotId));
  }

  @Override
  public void problem(String stream, ObjectProblem problem) {
    tell(listener -> listener.problem(stream, problem));
  }

  @Override
  public void reached(SyncStep step, String stream) {
    tell(listener -> listener.reached(step, stream));
  }

  private void tell(Consumer<SyncListener> what) {
    for (SyncListener listener : all) {
      what.accept(listener);
    }
  }
}
