package io.s3ingest.error;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkThrowable;

/**
 * A failure that is worded for the user: {@code [CONDITION] Cannot <what> <where>: <why>. <How to
 * go on>.} Made only by the factories of this package.
 */
public sealed class S3IngestException extends RuntimeException implements SparkThrowable
    permits BadObjectsException {
  private static final long serialVersionUID = 1L;

  private final ErrorCondition condition;
  private final TreeMap<String, String> parameters;

  S3IngestException(
      ErrorCondition condition, String text, Map<String, String> parameters, Throwable cause) {
    super("[" + condition.publicName() + "] " + text, cause);
    this.condition = condition;
    this.parameters = new TreeMap<>(parameters);
  }

  S3IngestException(ErrorCondition condition, String text) {
    this(condition, text, Map.of(), null);
  }

  S3IngestException(ErrorCondition condition, String text, Throwable cause) {
    this(condition, text, Map.of(), cause);
  }

  /** Returns the stable condition. */
  public ErrorCondition condition() {
    return condition;
  }

  /** Finds the first failure of this kind in the chain of causes, or returns null. */
  public static S3IngestException in(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof S3IngestException found) {
        return found;
      }
    }
    return null;
  }

  @Override
  public String getCondition() {
    return condition.publicName();
  }

  @Override
  public Map<String, String> getMessageParameters() {
    return parameters;
  }
}
