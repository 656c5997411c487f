package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.sync.iceberg.MemoryTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What may be in the table, told from the bucket alone. A key has one possible state while nothing
 * disturbs the syncs; after a crash or a race it has several, until the table shows which.
 */
final class SyncModel {
  /** What a pipeline does with an object that it took and that is another one now, or gone. */
  enum Policy {
    FAIL("fail", "ignore"),
    IGNORE("ignore", "ignore"),
    APPEND("append", "ignore"),
    REPLACE("replace", "ignore"),
    MIRROR("replace", "delete");

    private final String onOverwrite;
    private final String onDelete;

    Policy(String onOverwrite, String onDelete) {
      this.onOverwrite = onOverwrite;
      this.onDelete = onDelete;
    }

    Map<String, String> options() {
      return Map.of("onOverwrite", onOverwrite, "onDelete", onDelete, "maxDeleteFraction", "1");
    }
  }

  /**
   * What became of a key.
   *
   * @param taken the version that counts as taken, or {@code ABSENT}
   * @param landed the versions whose rows are in the table
   */
  record State(int taken, List<Integer> landed) {
    static final State NEW = new State(ModelBucket.ABSENT, List.of());

    static State of(int version) {
      return new State(version, List.of(version));
    }

    State and(int version) {
      List<Integer> more = new ArrayList<>(landed);
      more.add(version);
      return new State(version, List.copyOf(more));
    }
  }

  private final Policy policy;
  private Map<Integer, Set<State>> possible = new TreeMap<>();
  private List<Long> foreign = new ArrayList<>();
  private List<Long> maybeForeign = new ArrayList<>();

  SyncModel(Policy policy) {
    this.policy = policy;
    for (int key = 0; key <= ModelBucket.LAST; key++) {
      possible.put(key, Set.of(State.NEW));
    }
  }

  /** What a complete sync that sees this version makes of a state. */
  private State next(State state, int version, boolean refresh) {
    boolean absent = version == ModelBucket.ABSENT;
    boolean known = state.taken() != ModelBucket.ABSENT;
    if (refresh) {
      return absent || version == ModelBucket.BAD ? State.NEW : State.of(version);
    }
    if (version == state.taken()) {
      return state;
    }
    if (absent) {
      return policy == Policy.MIRROR ? State.NEW : state;
    }
    if (known && policy == Policy.IGNORE) {
      return new State(version, state.landed());
    }
    if (version == ModelBucket.BAD || known && policy == Policy.FAIL) {
      return state;
    }
    return known && policy == Policy.APPEND ? state.and(version) : State.of(version);
  }

  /** Every key may have been synced with any version that it showed, or not. */
  void mayHaveSynced(Map<Integer, Set<Integer>> shown, boolean refresh) {
    possible.replaceAll(
        (key, states) -> {
          Set<State> out = new LinkedHashSet<>(states);
          out.addAll(synced(states, shown.get(key), refresh));
          if (refresh && shown.get(key).size() > 1) {
            out.add(State.NEW);
          }
          return out;
        });
  }

  /** A sync has ended well: only what changed meanwhile is open. */
  void hasSynced(Map<Integer, Set<Integer>> shown, boolean refresh) {
    possible.replaceAll(
        (key, states) -> {
          Set<State> out = new LinkedHashSet<>(synced(states, shown.get(key), refresh));
          if (shown.get(key).size() > 1) {
            // Listed as one version and read when it was another: left to the next sync.
            out.addAll(refresh ? Set.of(State.NEW) : states);
          }
          return out;
        });
  }

  private Set<State> synced(Set<State> states, Collection<Integer> versions, boolean refresh) {
    Set<State> out = new LinkedHashSet<>();
    for (State state : states) {
      for (int version : versions) {
        out.add(next(state, version, refresh));
      }
    }
    return out;
  }

  /** Returns whether a key may be taken with another version than one of these. */
  boolean overwritten(int key, Collection<Integer> versions) {
    return possible.get(key).stream()
        .anyMatch(
            state ->
                state.taken() != ModelBucket.ABSENT
                    && versions.stream()
                        .anyMatch(v -> v != ModelBucket.ABSENT && v != state.taken()));
  }

  /** Returns whether a sync stops before it begins because of what it certainly sees. */
  boolean refuses(Map<Integer, Set<Integer>> shown) {
    return policy == Policy.FAIL
        && shown.entrySet().stream()
            .anyMatch(
                entry ->
                    entry.getValue().size() == 1
                        && entry.getValue().stream()
                            .allMatch(
                                v ->
                                    v != ModelBucket.ABSENT
                                        && possible.get(entry.getKey()).stream()
                                            .allMatch(
                                                s ->
                                                    s.taken() != ModelBucket.ABSENT
                                                        && s.taken() != v)));
  }

  void append(long id) {
    foreign.add(id);
  }

  /** Returns the rows of other tools so far. */
  List<Long> foreign() {
    return List.copyOf(foreign);
  }

  /** A refresh has put its rows in place of all that were there when it began. */
  void refreshed(List<Long> before) {
    foreign.removeAll(before);
  }

  /** A refresh may have put its rows in place of these. */
  void mayHaveRefreshed(List<Long> before) {
    List<Long> doubtful = new ArrayList<>(foreign);
    doubtful.retainAll(before);
    foreign.removeAll(before);
    maybeForeign.addAll(doubtful);
  }

  /** Compares with what is in the table, and rules out what cannot be. */
  void observe(Collection<MemoryTable.Row> rows) {
    Map<Integer, List<Long>> byKey = new TreeMap<>();
    List<Long> strangers = new ArrayList<>();
    for (MemoryTable.Row row : rows) {
      if (row.key() == null) {
        strangers.add(row.id());
      } else {
        byKey.computeIfAbsent(ModelBucket.indexOf(row.key()), k -> new ArrayList<>()).add(row.id());
      }
    }
    maybeForeign.retainAll(strangers);
    foreign.addAll(maybeForeign);
    maybeForeign.clear();
    assertThat(strangers).as("rows of other tools").containsExactlyInAnyOrderElementsOf(foreign);
    assertThat(byKey.keySet()).as("keys in the table").doesNotContain(-1);
    possible.replaceAll(
        (key, states) -> {
          List<Long> there = sorted(byKey.getOrDefault(key, List.of()));
          Set<State> left = new LinkedHashSet<>(states);
          left.removeIf(state -> !rowsOf(key, state).equals(there));
          assertThat(left)
              .as("%s has rows %s in the table and may be %s", ModelBucket.key(key), there, states)
              .isNotEmpty();
          return left;
        });
  }

  private static List<Long> rowsOf(int key, State state) {
    List<Long> out = new ArrayList<>();
    state.landed().forEach(version -> out.addAll(ModelBucket.ids(key, version)));
    return sorted(out);
  }

  private static List<Long> sorted(List<Long> ids) {
    return ids.stream().sorted().toList();
  }

  /** Returns the possible states of a key. */
  Set<State> states(int key) {
    return possible.get(key);
  }

  Policy policy() {
    return policy;
  }

  /** What the table was at some time, to come back to. */
  record Memory(Map<Integer, Set<State>> possible, List<Long> foreign) {}

  Memory remember() {
    return new Memory(new TreeMap<>(possible), new ArrayList<>(foreign));
  }

  void restore(Memory memory) {
    possible = new TreeMap<>(memory.possible());
    foreign = new ArrayList<>(memory.foreign());
  }
}
