package io.s3ingest.sync;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bucket of a history: few keys, few contents, a clock of whole seconds. Knows what each key
 * has shown while somebody watched.
 */
final class ModelBucket {
  static final String NAME = "b";

  /** The content is of no use. */
  static final int BAD = 3;

  /** There is no content: the object takes no part. */
  static final int EMPTY = 4;

  static final int VERSIONS = 6;

  /** Stands for a key that is not listed, or takes no part. */
  static final int ABSENT = -1;

  private static final List<String> KEYS =
      List.of("a.csv", "b.csv", "c/d.csv", "\uFF21.csv", "\uD83D\uDE00.csv", "z.csv", "_no.csv");

  static final int SIZE = KEYS.size();

  /** A key that no history touches. */
  static final int LAST = KEYS.size();

  private record Upload(int version, Instant begun) {}

  private final MemoryStore store = new MemoryStore().withPageSize(2);
  private final Map<Integer, Integer> objects = new HashMap<>();
  private final Map<Integer, Upload> uploads = new HashMap<>();
  private final List<Map<Integer, Set<Integer>>> watchers = new ArrayList<>();

  /** Iceberg dates snapshots by the machine's clock: a history plays after all that it commits. */
  private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(1, ChronoUnit.HOURS);

  MemoryStore store() {
    return store;
  }

  Instant now() {
    return now;
  }

  static String key(int key) {
    return "data/users/" + (key == LAST ? "last.csv" : KEYS.get(key));
  }

  static int indexOf(String key) {
    String name = key.substring("data/users/".length());
    return name.equals("last.csv") ? LAST : KEYS.indexOf(name);
  }

  /** Returns the ids that a version of a key has. */
  static List<Long> ids(int key, int version) {
    int rows = version == 2 || version == BAD || version == EMPTY ? 0 : version + 1;
    List<Long> out = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      out.add(key * 1000L + version * 10L + i);
    }
    return out;
  }

  private static byte[] content(int key, int version) {
    StringBuilder out = new StringBuilder();
    if (version == BAD) {
      out.append("bad ").append(key);
    } else if (version != EMPTY) {
      out.append("id\n");
      ids(key, version).forEach(id -> out.append(id).append('\n'));
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  void put(int key, int version) {
    putAt(key, version, now);
  }

  private void putAt(int key, int version, Instant time) {
    store.putAt(NAME, key(key), content(key, version), time);
    objects.put(key, version);
    show(key);
  }

  /** Returns the ETag that a version of a key has. */
  String etag(int key, int version) {
    return new MemoryStore().add(key(key), content(key, version)).etag();
  }

  void begin(int key, int version) {
    uploads.put(key, new Upload(version, now));
  }

  void complete(int key) {
    Upload upload = uploads.remove(key);
    if (upload != null) {
      putAt(key, upload.version(), upload.begun());
    }
  }

  void delete(int key) {
    store.delete(new ObjectPath(NAME, key(key)));
    objects.remove(key);
    show(key);
  }

  void tick(int seconds) {
    now = now.plusSeconds(seconds);
    store.at(now);
  }

  /** Returns the version of a key that takes part now, or {@link #ABSENT}. */
  int version(int key) {
    return takesPart(key, objects.getOrDefault(key, ABSENT));
  }

  /** Returns {@link #ABSENT} for a version that a sync passes over. */
  static int takesPart(int key, int version) {
    return version == EMPTY || key < SIZE && KEYS.get(key).startsWith("_") ? ABSENT : version;
  }

  /** Returns how many objects a listing shows now. */
  int count() {
    return objects.size();
  }

  /** Begins to note what each key shows, until {@link #leave}. */
  Map<Integer, Set<Integer>> watch() {
    Map<Integer, Set<Integer>> seen = new HashMap<>();
    for (int key = 0; key <= LAST; key++) {
      seen.put(key, new LinkedHashSet<>(List.of(version(key))));
    }
    watchers.add(seen);
    return seen;
  }

  void leave(Map<Integer, Set<Integer>> seen) {
    watchers.removeIf(watcher -> watcher == seen);
  }

  private void show(int key) {
    watchers.forEach(seen -> seen.get(key).add(version(key)));
  }

  /** Reads an object as it was listed. */
  List<Long> read(ObjectRef object) {
    try (InputStream in = store.open(object, 0, object.size())) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!text.startsWith("id\n")) {
        throw DecodeErrors.corruptFile(object.uri(), 0, "it has no header", "Mend it");
      }
      return text.substring(3).lines().map(Long::valueOf).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
