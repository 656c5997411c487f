package io.s3ingest.store;

import io.s3ingest.error.StoreErrors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The port to an object store. Thread-safe. Requests are retried inside; what comes out is final
 * and is an {@link io.s3ingest.error.S3IngestException} with a condition of the store.
 */
public interface ObjectStore extends AutoCloseable {
  /** Returns one page of a listing. */
  ListPage list(ListRequest request);

  /** Returns one page of versions; the markers are null for the first page. */
  VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys);

  /** Returns whether the bucket keeps versions; a store that knows none never does. */
  default Versioning versioning(String bucket) {
    return Versioning.NEVER;
  }

  /**
   * Opens {@code length} bytes from {@code offset} of exactly this version. A changed object fails
   * with {@code OBJECT_CHANGED}, a vanished one with {@code OBJECT_NOT_FOUND}; a body that is cut
   * short is asked for again from where it broke and never ends early. The caller closes it.
   */
  InputStream open(ObjectRef object, long offset, long length);

  /** Opens the whole object. */
  default InputStream open(ObjectRef object) {
    return open(object, 0, object.size());
  }

  /** Reads a range into memory. */
  default byte[] read(ObjectRef object, long offset, int length) {
    try (InputStream in = open(object, offset, length)) {
      return filled(in, length);
    } catch (IOException e) {
      throw io.s3ingest.error.InternalErrors.unexpected("read " + object.uri(), e);
    }
  }

  /**
   * Reads {@code length} bytes, or as many as there are. {@link InputStream#readNBytes(int)} takes
   * 8 KB at a time and then puts them together.
   */
  static byte[] filled(InputStream in, int length) throws IOException {
    byte[] out = new byte[length];
    int read = in.readNBytes(out, 0, length);
    return read == length ? out : Arrays.copyOf(out, read);
  }

  /** Reads a whole object into memory, with what the store keeps beside it. */
  default WholeObject readWhole(ObjectRef object) {
    return new WholeObject(read(object, 0, Math.toIntExact(object.size())), Map.of());
  }

  /**
   * Returns what the JVM keeps of the ends of this store's objects: nothing where an ETag is not
   * the store's own word that a version is the same.
   */
  default KeptTails tails() {
    return KeptTails.NONE;
  }

  /** Returns what the store keeps beside the bytes of exactly this version. */
  default Map<String, String> metadata(ObjectRef object) {
    return Map.of();
  }

  /** Finds the current version of an exact key by listing, so that its time is the listing's. */
  default Optional<ObjectRef> find(ObjectPath path) {
    return list(ListRequest.below(path.bucket(), path.key()).most(1)).objects().stream()
        .filter(object -> object.key().equals(path.key()))
        .findFirst();
  }

  /** Writes a small object and returns its ETag; {@code metadata} is user metadata. */
  String put(ObjectPath path, byte[] body, Map<String, String> metadata);

  /** Writes if the condition holds; empty if it does not. */
  Optional<String> put(ObjectPath path, byte[] body, Precondition condition);

  /** Begins an upload in parts. */
  MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata);

  /** Copies exactly this version within the store and returns the new ETag. */
  String copy(ObjectRef from, ObjectPath to);

  /** Deletes a key; one that is not there is no error. */
  void delete(ObjectPath path);

  /**
   * Deletes exactly this object. One that has changed fails with {@code OBJECT_CHANGED}, one that
   * is gone with {@code OBJECT_NOT_FOUND}, and nothing is deleted.
   */
  default void delete(ObjectRef object) {
    requireCurrent(object);
    delete(new ObjectPath(object.bucket(), object.key()));
  }

  /**
   * Proves by a conditional request that exactly this object, which has a byte at least, is what
   * its key means now. It fails as {@link #delete(ObjectRef)} does.
   */
  default void requireCurrent(ObjectRef object) {
    ObjectRef current =
        new ObjectRef(
            object.bucket(),
            object.key(),
            object.size(),
            object.etag(),
            null,
            object.lastModified());
    read(current, 0, 1);
  }

  /** Returns the tags of an object. */
  default Map<String, String> tags(ObjectPath path) {
    throw StoreErrors.unsupported(
        "read the tags of",
        path.uri(),
        "the store has no tags",
        "Use store=s3 for this operation.");
  }

  /** Replaces the tags of an object. */
  void tag(ObjectPath path, Map<String, String> tags);

  /**
   * Proves that the bucket exists, may be listed and, if there is an object, may be read; names the
   * permission that is missing.
   */
  void check(String bucket);

  /** Proves the same below a prefix, for keys whose policy goes no further. */
  default void check(String bucket, String prefix) {
    check(bucket);
  }

  @Override
  void close();
}
