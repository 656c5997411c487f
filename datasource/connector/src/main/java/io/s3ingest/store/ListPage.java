package io.s3ingest.store;

import java.time.Instant;
import java.util.List;

/**
 * One page of a listing, objects in the order the store gave them.
 *
 * @param nextToken null on the last page
 * @param storeTime the store's clock when it answered ({@code Date} header, whole seconds); null if
 *     it did not say
 */
public record ListPage(
    List<ObjectRef> objects, List<String> commonPrefixes, String nextToken, Instant storeTime) {
  public ListPage {
    objects = List.copyOf(objects);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
