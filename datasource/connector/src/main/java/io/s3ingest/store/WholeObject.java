package io.s3ingest.store;

import java.util.Map;

/**
 * An object in memory.
 *
 * @param metadata what the store keeps beside the bytes, by the names of the HTTP headers in lower
 *     case: {@code content-type} and its like, and user metadata as {@code x-amz-meta-<name>}
 */
public record WholeObject(byte[] body, Map<String, String> metadata) {
  public WholeObject {
    metadata = Map.copyOf(metadata);
  }
}
