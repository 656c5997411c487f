package io.s3ingest.testing;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.StoreErrors;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.VersionPage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store in memory for tests without a server. Its clock moves one second with every write; it
 * keeps what was asked of it. Any bucket exists.
 */
public final class MemoryStore implements ObjectStore {
  private record Stored(ObjectRef ref, byte[] body) {}

  private final Map<String, TreeMap<String, Stored>> buckets = new TreeMap<>();
  private final List<ListRequest> listed = new CopyOnWriteArrayList<>();
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private final AtomicLong bytesRead = new AtomicLong();
  private Instant now = Instant.parse("2024-01-15T10:30:00Z");
  private int pageSize = 1000;
  private Runnable beforePage = () -> {};
  private boolean reversed;

  /** Makes a store with one object and returns it as content. */
  public static ObjectContent content(String key, byte[] body) {
    MemoryStore store = new MemoryStore();
    return new ObjectContent(store, store.add("b", key, body));
  }

  /** Makes a store with one text object and returns it as content. */
  public static ObjectContent content(String key, String body) {
    return content(key, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts an object into bucket {@code b} and returns it as a listing would. */
  public ObjectRef add(String key, byte[] body) {
    return add("b", key, body);
  }

  /** Puts an object and returns it as a listing would. */
  public ObjectRef add(String bucket, String key, byte[] body) {
    return put(bucket, key, body);
  }

  /** Returns the GETs so far. */
  public int requests() {
    return opened.size();
  }

  /** Returns the bytes asked for so far. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** Keeps listing an object whose content has gone. */
  public synchronized void loseContent(String bucket, String key) {
    ObjectRef ref = objects(bucket).get(key).ref();
    objects(bucket).put(key, new Stored(ref, null));
  }

  /** Answers with smaller pages. */
  public synchronized MemoryStore withPageSize(int keys) {
    pageSize = keys;
    return this;
  }

  /** Does something before each page is put together. */
  public synchronized MemoryStore beforePage(Runnable action) {
    beforePage = action;
    return this;
  }

  /** Gives the objects of each page in falling order, as a store without an order may, or not. */
  public synchronized MemoryStore listedInReverse(boolean falling) {
    reversed = falling;
    return this;
  }

  /** Sets the clock, which the next page shows. */
  public synchronized MemoryStore at(Instant time) {
    now = time;
    return this;
  }

  /** Puts text in UTF-8 and returns the version as it will be listed. */
  public ObjectRef put(String bucket, String key, String text) {
    return put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts bytes and returns the version as it will be listed. */
  public synchronized ObjectRef put(String bucket, String key, byte[] body) {
    now = now.plusSeconds(1);
    return putAt(bucket, key, body, now);
  }

  /** Puts bytes with a given time. */
  public synchronized ObjectRef putAt(String bucket, String key, byte[] body, Instant time) {
    ObjectRef ref = new ObjectRef(bucket, key, body.length, etag(body), null, time);
    objects(bucket).put(key, new Stored(ref, body.clone()));
    return ref;
  }

  /** Returns the requests for pages so far. */
  public List<ListRequest> listed() {
    return List.copyOf(listed);
  }

  /** Returns the keys whose content was asked for so far. */
  public List<String> opened() {
    return List.copyOf(opened);
  }

  @Override
  public synchronized ListPage list(ListRequest request) {
    beforePage.run();
    listed.add(request);
    int most = Math.min(request.maxKeys(), pageSize);
    String after =
        request.continuationToken() != null ? request.continuationToken() : request.startAfter();
    List<ObjectRef> page = new ArrayList<>();
    Set<String> prefixes = new LinkedHashSet<>();
    String last = null;
    for (Map.Entry<String, Stored> entry : objects(request.bucket()).entrySet()) {
      String key = entry.getKey();
      String grouped = group(request, key);
      String position = grouped == null ? key : grouped;
      boolean passed =
          after != null
              && (KeyOrder.INSTANCE.compare(key, after) <= 0
                  || (grouped != null && grouped.equals(after)));
      if (!key.startsWith(request.prefix()) || passed || position.equals(last)) {
        continue;
      }
      if (page.size() + prefixes.size() == most) {
        return new ListPage(ordered(page), List.copyOf(prefixes), last, now);
      }
      if (grouped == null) {
        page.add(entry.getValue().ref());
      } else {
        prefixes.add(grouped);
      }
      last = position;
    }
    return new ListPage(ordered(page), List.copyOf(prefixes), null, now);
  }

  private List<ObjectRef> ordered(List<ObjectRef> page) {
    if (reversed) {
      Collections.reverse(page);
    }
    return page;
  }

  private static String group(ListRequest request, String key) {
    if (request.delimiter() == null || !key.startsWith(request.prefix())) {
      return null;
    }
    int at = key.indexOf(request.delimiter(), request.prefix().length());
    return at < 0 ? null : key.substring(0, at + request.delimiter().length());
  }

  @Override
  public synchronized InputStream open(ObjectRef object, long offset, long length) {
    opened.add(object.key());
    bytesRead.addAndGet(length);
    Stored stored = objects(object.bucket()).get(object.key());
    if (stored == null || stored.body() == null || !stored.ref().etag().equals(object.etag())) {
      throw stored == null || stored.body() == null
          ? StoreErrors.objectNotFound("read", object.uri(), null)
          : StoreErrors.objectChanged(
              "read", object.uri(), "listed with ETag " + object.etag(), null);
    }
    if (offset < 0 || length < 0 || offset + length > stored.body().length) {
      throw new IllegalArgumentException(
          "range %d+%d of %d bytes".formatted(offset, length, stored.body().length));
    }
    return new ByteArrayInputStream(stored.body(), (int) offset, (int) length);
  }

  @Override
  public String put(ObjectPath path, byte[] body, Map<String, String> metadata) {
    return put(path.bucket(), path.key(), body).etag();
  }

  @Override
  public synchronized Optional<String> put(ObjectPath path, byte[] body, Precondition condition) {
    Stored stored = objects(path.bucket()).get(path.key());
    boolean holds =
        condition instanceof Precondition.Matches matches
            ? stored != null && stored.ref().etag().equals(matches.etag())
            : stored == null;
    return holds ? Optional.of(put(path.bucket(), path.key(), body).etag()) : Optional.empty();
  }

  @Override
  public MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    return new MultipartUpload() {
      @Override
      public void part(byte[] bytes, int length) {
        body.write(bytes, 0, length);
      }

      @Override
      public String complete() {
        return put(path, body.toByteArray(), metadata);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized String copy(ObjectRef from, ObjectPath to) {
    byte[] body = objects(from.bucket()).get(from.key()).body();
    return put(to.bucket(), to.key(), body).etag();
  }

  @Override
  public synchronized void delete(ObjectPath path) {
    objects(path.bucket()).remove(path.key());
  }

  @Override
  public void tag(ObjectPath path, Map<String, String> tags) {}

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    return new VersionPage(List.of(), null, null);
  }

  @Override
  public void check(String bucket) {}

  @Override
  public void close() {}

  private java.util.NavigableMap<String, Stored> objects(String bucket) {
    return buckets.computeIfAbsent(bucket, any -> new TreeMap<>(KeyOrder.INSTANCE));
  }

  private static String etag(byte[] body) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(body);
      return "%032x".formatted(new BigInteger(1, md5));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
