package io.s3ingest.sync;

import io.s3ingest.sync.iceberg.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One process that syncs: it tells the history where it is, and may be killed there. */
final class ModelProcess implements Moment.Watch, SyncListener {
  /** A process that was killed; no code of the product catches it. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
      super("killed", null, false, false);
    }
  }

  /** The network or a server failed. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String where) {
      super("injected at " + where, null, false, false);
    }
  }

  /** Does what an event says to everything but the process. */
  interface World {
    void act(HistoryStep.Event event);
  }

  private final World world;
  private final Runnable branched;
  private final List<HistoryStep.Event> coming;
  private final List<HistoryStep.Event> met = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private boolean dead;

  ModelProcess(List<HistoryStep.Event> events, World world, Runnable branched) {
    this.branched = branched;
    this.coming = new ArrayList<>(events);
    this.world = world;
  }

  /** Returns the events that have happened. */
  List<HistoryStep.Event> met() {
    return met;
  }

  /** Nothing happens any more, though a thread of the sync may still be under way. */
  synchronized void end() {
    coming.clear();
  }

  @Override
  public void reached(SyncStep step, String stream) {
    if (step == SyncStep.BRANCH_CREATED) {
      branched.run();
    }
    at(step.name());
  }

  @Override
  public void at(Moment moment, String what) {
    at(moment.name());
  }

  /** The process is at a place. */
  synchronized void at(String place) {
    if (dead) {
      throw new Died();
    }
    int nth = counts.merge(place, 1, Integer::sum);
    List<HistoryStep.Event> due =
        coming.stream().filter(e -> e.at().equals(place) && e.nth() == nth).toList();
    coming.removeAll(due);
    for (HistoryStep.Event event : due) {
      met.add(event);
      switch (event.act()) {
        case DIE -> {
          dead = true;
          throw new Died();
        }
        case FAIL -> throw new Broken(event.toString());
        default -> world.act(event);
      }
    }
  }
}
