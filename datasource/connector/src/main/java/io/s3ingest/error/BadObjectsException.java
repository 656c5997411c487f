package io.s3ingest.error;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Carries every bad object of one task to the driver: a task of a sync checks all its objects
 * before it fails, so that one re-plan leaves them all out. Has no cause, because a cause that does
 * not serialize would lose the list on its way.
 */
public final class BadObjectsException extends S3IngestException {
  private static final long serialVersionUID = 1L;

  private final List<BadObject> objects;

  /** One object that could not be read, with the condition and message of its failure. */
  public record BadObject(String key, String condition, String message) implements Serializable {}

  BadObjectsException(String text, Map<String, String> parameters, List<BadObject> objects) {
    super(ErrorCondition.BAD_OBJECTS, text, parameters, null);
    this.objects = List.copyOf(objects);
  }

  /** Returns the bad objects in the order in which they were met. */
  public List<BadObject> objects() {
    return objects;
  }

  /** Finds the first failure of this kind in the chain of causes, or returns null. */
  public static BadObjectsException in(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BadObjectsException found) {
        return found;
      }
    }
    return null;
  }
}
