package io.s3ingest.store.hadoop;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.StoreErrors;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.GetLimit;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.hadoop.OrderedWalk.Entry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** The port over Hadoop's file systems. */
final class HadoopStore implements ObjectStore {
  private static final int OPEN_WALKS = 16;

  private final StoreOptions options;
  private final Configuration conf;
  private final GetLimit gets;
  private final Map<String, HadoopRoot> roots = new ConcurrentHashMap<>();

  /** Listings that stopped at a page's end, so that the next page need not walk there again. */
  private final Map<List<String>, OrderedWalk> walks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, OrderedWalk> eldest) {
          return size() > OPEN_WALKS;
        }
      };

  HadoopStore(StoreOptions options) {
    this.options = options;
    this.conf = HadoopSettings.of(options);
    this.gets = new GetLimit(options.concurrency());
  }

  @Override
  public ListPage list(ListRequest request) {
    String uri = new ObjectPath(request.bucket(), request.prefix()).uri();
    String delimiter = request.delimiter() == null ? "" : request.delimiter();
    if (!delimiter.isEmpty() && !delimiter.equals("/")) {
      throw StoreErrors.unsupported(
          "list",
          uri,
          "a Hadoop file system groups its names at '/' only, not at '" + delimiter + "'",
          "Use the delimiter '/', or store=s3.");
    }
    HadoopRoot root = root(request.bucket());
    List<ObjectRef> objects = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    try {
      OrderedWalk walk = walk(root, request, delimiter);
      String token = null;
      while (walk.peek() != null && objects.size() + folders.size() < request.maxKeys()) {
        Entry entry = walk.take();
        if (entry.status() == null) {
          folders.add(entry.key());
          token = "folder:" + entry.key();
        } else {
          objects.add(reference(request.bucket(), entry.key(), entry.status()));
          token = "key:" + entry.key();
        }
      }
      if (walk.peek() == null) {
        token = null;
      } else {
        synchronized (walks) {
          walks.put(id(request, delimiter, token), walk);
        }
      }
      return new ListPage(objects, folders, token, null);
    } catch (FileNotFoundException e) {
      throw StoreErrors.bucketNotFound(
          "list", new ObjectPath(request.bucket(), "").uri(), where(root), e);
    } catch (IOException e) {
      throw HadoopFailures.of(e, "list", uri, root.fileSystem().getUri());
    }
  }

  private OrderedWalk walk(HadoopRoot root, ListRequest request, String delimiter)
      throws IOException {
    String token = request.continuationToken();
    if (token == null) {
      return new OrderedWalk(
          root, request.prefix(), !delimiter.isEmpty(), request.startAfter(), false);
    }
    OrderedWalk kept;
    synchronized (walks) {
      kept = walks.remove(id(request, delimiter, token));
    }
    if (kept != null) {
      return kept;
    }
    boolean folder = token.startsWith("folder:");
    String after = token.substring(token.indexOf(':') + 1);
    return new OrderedWalk(root, request.prefix(), !delimiter.isEmpty(), after, folder);
  }

  private static List<String> id(ListRequest request, String delimiter, String token) {
    return List.of(request.bucket(), request.prefix(), delimiter, token);
  }

  private static ObjectRef reference(String bucket, String key, FileStatus status) {
    return new ObjectRef(
        bucket,
        key,
        status.getLen(),
        HadoopRoot.identity(status),
        null,
        Instant.ofEpochMilli(status.getModificationTime()));
  }

  /** One request instead of a walk through the folder. */
  @Override
  public Optional<ObjectRef> find(ObjectPath path) {
    HadoopRoot root = root(path.bucket());
    try {
      FileStatus status = root.fileSystem().getFileStatus(root.path(path.key()));
      return status.isDirectory() || path.key().endsWith("/")
          ? Optional.empty()
          : Optional.of(reference(path.bucket(), path.key(), status));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFailures.of(e, "list", path.uri(), root.fileSystem().getUri());
    }
  }

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    throw unsupported("list the versions of", new ObjectPath(bucket, prefix), "versions");
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
    if (offset < 0 || length < 0 || offset + length > object.size()) {
      throw new IndexOutOfBoundsException(
          "bytes " + offset + " + " + length + " of " + object.uri() + ", size " + object.size());
    }
    if (length == 0) {
      return InputStream.nullInputStream();
    }
    HadoopRoot root = root(object.bucket());
    GetLimit.Permit permit;
    try {
      permit = gets.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreErrors.interrupted("read", object.uri(), e);
    }
    try {
      return new HadoopRange(root, permit, object, offset, length, options.retryCount());
    } catch (RuntimeException e) {
      permit.giveBack();
      throw e;
    }
  }

  @Override
  public String put(ObjectPath path, byte[] body, Map<String, String> metadata) {
    try (MultipartUpload upload = startMultipart(path, metadata)) {
      upload.part(body, body.length);
      return upload.complete();
    }
  }

  @Override
  public Optional<String> put(ObjectPath path, byte[] body, Precondition condition) {
    throw unsupported("write", path, "conditional writes");
  }

  @Override
  public MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata) {
    if (!metadata.isEmpty()) {
      throw unsupported("write", path, "user metadata");
    }
    return new HadoopWriter(root(path.bucket()), path);
  }

  @Override
  public String copy(ObjectRef from, ObjectPath to) {
    try (InputStream in = open(from);
        MultipartUpload upload = startMultipart(to, Map.of())) {
      byte[] buffer = new byte[1 << 20];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        upload.part(buffer, n);
      }
      return upload.complete();
    } catch (IOException e) {
      throw HadoopFailures.of(e, "copy", from.uri(), root(from.bucket()).fileSystem().getUri());
    }
  }

  @Override
  public void delete(ObjectPath path) {
    HadoopRoot root = root(path.bucket());
    try {
      root.fileSystem().delete(root.path(path.key()), false);
    } catch (IOException e) {
      throw HadoopFailures.of(e, "delete", path.uri(), root.fileSystem().getUri());
    }
  }

  @Override
  public void tag(ObjectPath path, Map<String, String> tags) {
    throw unsupported("tag", path, "tags");
  }

  @Override
  public void check(String bucket) {
    check(bucket, "");
  }

  @Override
  public void check(String bucket, String prefix) {
    for (ObjectRef object : list(ListRequest.below(bucket, prefix)).objects()) {
      if (object.size() == 0) {
        continue;
      }
      try {
        read(object, 0, 1);
        return;
      } catch (S3IngestException e) {
        boolean gone =
            e.condition() == ErrorCondition.OBJECT_NOT_FOUND
                || e.condition() == ErrorCondition.OBJECT_CHANGED;
        if (!gone) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    for (HadoopRoot root : roots.values()) {
      try {
        root.fileSystem().close();
      } catch (IOException e) {
        throw HadoopFailures.of(
            e, "close", new ObjectPath(root.bucket(), "").uri(), root.fileSystem().getUri());
      }
    }
  }

  private HadoopRoot root(String bucket) {
    return roots.computeIfAbsent(bucket, this::open);
  }

  private HadoopRoot open(String bucket) {
    URI uri = HadoopRoot.uri(bucket);
    try {
      return new HadoopRoot(bucket, FileSystem.newInstance(uri, conf), uri);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw HadoopFailures.opening(e, new ObjectPath(bucket, "").uri(), uri);
    }
  }

  private static String where(HadoopRoot root) {
    return root.fileSystem().getUri().toString();
  }

  private static S3IngestException unsupported(String what, ObjectPath path, String lacking) {
    return StoreErrors.unsupported(
        what,
        path.uri(),
        "a Hadoop file system has no " + lacking,
        "Use store=s3 for this operation.");
  }
}
