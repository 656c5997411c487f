package io.s3ingest.spark.read;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.discovery.TableFiles;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Remembers what was inferred from exactly these versions of exactly these objects. Spark asks for
 * the schema at every analysis; the listing is always new, so a new file is always seen.
 */
final class SchemaCache {
  private static final int MOST = 64;

  private record Key(ReadOptions options, DecodeOptions decoding, String objects) {}

  private static final Map<Key, ResolvedTable> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ResolvedTable> eldest) {
          return size() > MOST;
        }
      };

  private SchemaCache() {}

  /** Returns what is known of these files, or infers it. */
  static ResolvedTable resolve(
      ReadOptions options,
      DecodeOptions decoding,
      TableFiles files,
      Supplier<ResolvedTable> inference) {
    Key key = new Key(options, decoding, fingerprint(files));
    synchronized (KNOWN) {
      ResolvedTable known = KNOWN.get(key);
      if (known != null) {
        return known;
      }
    }
    ResolvedTable inferred = inference.get();
    synchronized (KNOWN) {
      KNOWN.put(key, inferred);
    }
    return inferred;
  }

  private static String fingerprint(TableFiles files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(files.scope().toString().getBytes(StandardCharsets.UTF_8));
      for (ObjectRef object : files.objects()) {
        String line = "\n" + object.key() + "\n" + object.etag() + "\n" + object.size();
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        // The sample is chosen by time.
        digest.update(object.lastModified().toString().getBytes(StandardCharsets.UTF_8));
      }
      return java.util.HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
