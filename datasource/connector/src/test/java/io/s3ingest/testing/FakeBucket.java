package io.s3ingest.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A bucket of {@link ScriptedS3}: what lies in it and how it is listed. Thread-safe. */
public final class FakeBucket {
  /**
   * One version of an object, the newest first in its list.
   *
   * @param versionId null in a bucket without versions
   * @param body null for a delete marker
   */
  record Version(
      String versionId,
      byte[] body,
      String etag,
      Instant modified,
      Map<String, String> metadata,
      Map<String, String> tags,
      boolean archived) {
    boolean marker() {
      return body == null;
    }
  }

  private record Late(int lists, String key, byte[] body, Instant modified) {}

  private final NavigableMap<String, List<Version>> keys = new TreeMap<>(Utf8Order.INSTANCE);
  private final List<Late> late = new ArrayList<>();
  private final Clock clock;
  private Comparator<String> order = Utf8Order.INSTANCE;
  private boolean versioned;
  private boolean wholeSeconds;
  private String region = "us-east-1";
  private int listed;
  private int versionsMade;

  FakeBucket(Clock clock) {
    this.clock = clock;
  }

  /** Puts an object that was modified now and returns its ETag. */
  public String put(String key, byte[] body) {
    return put(key, body, clock.instant());
  }

  /** Puts text in UTF-8. */
  public String put(String key, String body) {
    return put(key, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts text with the time that listings will give it. */
  public String put(String key, String body, Instant modified) {
    return put(key, body.getBytes(StandardCharsets.UTF_8), modified);
  }

  /** Puts an object with the time that listings will give it, however old. */
  public String put(String key, byte[] body, Instant modified) {
    String etag = md5(body);
    store(key, body, etag, modified, Map.of(), Map.of());
    return etag;
  }

  /** Puts an object that shows up only when the bucket has been listed {@code lists} times more. */
  public synchronized void putLate(int lists, String key, byte[] body, Instant modified) {
    late.add(new Late(listed + lists, key, body.clone(), modified));
  }

  /** Removes a key as if it had never been. */
  public synchronized void remove(String key) {
    keys.remove(key);
  }

  /** Moves an object to cold storage: it is listed as before, a GET is refused. */
  public synchronized void archive(String key) {
    List<Version> versions = keys.get(key);
    Version v = versions.get(0);
    versions.set(0, new Version(v.versionId, v.body, v.etag, v.modified, v.metadata, v.tags, true));
  }

  /** Keeps every version from now on. */
  public synchronized FakeBucket versioned() {
    versioned = true;
    return this;
  }

  /** Gives times in whole seconds, as many stores do. */
  public synchronized FakeBucket wholeSeconds() {
    wholeSeconds = true;
    return this;
  }

  /** Lists in another order than S3 promises. */
  public synchronized FakeBucket listedBy(Comparator<String> newOrder) {
    order = newOrder;
    return this;
  }

  /** Lists backwards. */
  public FakeBucket listedInReverse() {
    return listedBy(Utf8Order.INSTANCE.reversed());
  }

  /** Lives in this region and sends whoever signs for another one there. */
  public synchronized FakeBucket in(String newRegion) {
    region = newRegion;
    return this;
  }

  /** Returns the keys that can be read, in S3's order. */
  public synchronized List<String> keys() {
    return keys.entrySet().stream()
        .filter(e -> !e.getValue().get(0).marker())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the body of a key, or null. */
  public synchronized byte[] body(String key) {
    Version version = current(key);
    return version == null ? null : version.body.clone();
  }

  synchronized Version store(
      String key,
      byte[] body,
      String etag,
      Instant modified,
      Map<String, String> metadata,
      Map<String, String> tags) {
    Instant time = modified.truncatedTo(wholeSeconds ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
    Version version =
        new Version(
            versioned ? "v%06d".formatted(++versionsMade) : null,
            body == null ? null : body.clone(),
            etag,
            time,
            Map.copyOf(metadata),
            Map.copyOf(tags),
            false);
    List<Version> versions = keys.computeIfAbsent(key, k -> new ArrayList<>());
    if (!versioned) {
      versions.clear();
    }
    versions.add(0, version);
    return version;
  }

  synchronized void tag(String key, Map<String, String> tags) {
    List<Version> versions = keys.get(key);
    Version v = versions.get(0);
    versions.set(
        0,
        new Version(
            v.versionId, v.body, v.etag, v.modified, v.metadata, Map.copyOf(tags), v.archived));
  }

  /** Deletes as S3 does: in a versioned bucket by a marker, unless a version is named. */
  synchronized void delete(String key, String versionId) {
    if (versionId != null) {
      List<Version> versions = keys.getOrDefault(key, new ArrayList<>());
      versions.removeIf(v -> versionId.equals(v.versionId));
      if (versions.isEmpty()) {
        keys.remove(key);
      }
    } else if (versioned) {
      store(key, null, null, clock.instant(), Map.of(), Map.of());
    } else {
      keys.remove(key);
    }
  }

  /** Returns what a GET of the key finds: null if nothing or a delete marker is there. */
  synchronized Version current(String key) {
    List<Version> versions = keys.get(key);
    return versions == null || versions.get(0).marker() ? null : versions.get(0);
  }

  synchronized Version version(String key, String versionId) {
    return keys.getOrDefault(key, List.of()).stream()
        .filter(v -> versionId.equals(v.versionId))
        .findFirst()
        .orElse(null);
  }

  /** Counts a listing and returns what it sees, in the order of this bucket. */
  synchronized NavigableMap<String, Version> listing() {
    listed++;
    late.removeIf(
        object -> {
          boolean due = listed > object.lists;
          if (due) {
            put(object.key, object.body, object.modified);
          }
          return due;
        });
    NavigableMap<String, Version> seen = new TreeMap<>(order);
    keys.forEach(
        (key, versions) -> {
          if (!versions.get(0).marker()) {
            seen.put(key, versions.get(0));
          }
        });
    return seen;
  }

  synchronized NavigableMap<String, List<Version>> allVersions() {
    NavigableMap<String, List<Version>> copy = new TreeMap<>(Utf8Order.INSTANCE);
    keys.forEach((key, versions) -> copy.put(key, List.copyOf(versions)));
    return copy;
  }

  synchronized boolean keepsVersions() {
    return versioned;
  }

  synchronized String region() {
    return region;
  }

  static String md5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
