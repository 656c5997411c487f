package io.s3ingest.error;

import io.s3ingest.error.BadObjectsException.BadObject;
import java.util.List;
import java.util.Map;

/** Words the failures of reading and planning in Spark. */
public final class ReadErrors {
  private ReadErrors() {}

  /** The objects of one task that cannot be read; there is at least one. */
  public static BadObjectsException badObjects(List<BadObject> objects) {
    BadObject first = objects.get(0);
    String text =
        "Cannot read %d of the objects of one task, first %s: %s Put the objects right or leave them out, then run again."
            .formatted(objects.size(), first.key(), first.message());
    return new BadObjectsException(
        text, Map.of("objects", String.valueOf(objects.size()), "first", first.key()), objects);
  }
}
