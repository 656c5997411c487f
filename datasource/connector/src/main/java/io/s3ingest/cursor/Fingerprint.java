package io.s3ingest.cursor;

import io.s3ingest.error.InternalErrors;
import io.s3ingest.store.ObjectRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A 128-bit sum of hashes of object identities, modulo 2^128: the order of what was added does not
 * matter, and taking away is exact. {@code docs/format/ledger.md} specifies the hash.
 */
public record Fingerprint(long high, long low) {
  /** The sum of nothing. */
  public static final Fingerprint ZERO = new Fingerprint(0, 0);

  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw InternalErrors.unexpected("hash an object's identity", e);
            }
          });

  /** Hashes the identity of an object. */
  public static Fingerprint of(ObjectRef object) {
    return of(object.key(), object.etag(), object.size());
  }

  /** Hashes an identity. */
  public static Fingerprint of(String key, String etag, long size) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] etagBytes = etag.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(16 + keyBytes.length + etagBytes.length);
    buffer.putInt(keyBytes.length).put(keyBytes).putInt(etagBytes.length).put(etagBytes);
    buffer.putLong(size);
    ByteBuffer digest = ByteBuffer.wrap(SHA256.get().digest(buffer.array()));
    return new Fingerprint(digest.getLong(), digest.getLong());
  }

  /** Returns the sum of both. */
  public Fingerprint plus(Fingerprint other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Fingerprint(high + other.high + carry, sum);
  }

  /** Returns this sum without the other. */
  public Fingerprint minus(Fingerprint other) {
    long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    return new Fingerprint(high - other.high - borrow, low - other.low);
  }

  /** Reads what {@link #toString} writes. */
  public static Fingerprint parse(String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("a fingerprint has 32 hex digits");
    }
    return new Fingerprint(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
