package io.s3ingest.error;

/** Words the failures of options and configuration files. */
public final class OptionErrors {
  private OptionErrors() {}

  /** A value that does not obey its rule; {@code shownValue} is already redacted for a secret. */
  public static S3IngestException invalidValue(String option, String shownValue, String rule) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot use option '%s' = '%s': expected %s.".formatted(option, shownValue, rule));
  }

  /** A key that no option has; {@code nearest} may be null. */
  public static S3IngestException unknown(String option, String nearest) {
    String hint =
        nearest == null
            ? "docs/options.md lists all options."
            : "Did you mean '%s'?".formatted(nearest);
    return new S3IngestException(
        ErrorCondition.UNKNOWN_OPTION,
        "Cannot use option '%s': there is no such option. %s".formatted(option, hint));
  }

  /** Two spellings of one option with different values. */
  public static S3IngestException conflictingAliases(String first, String second, String option) {
    return new S3IngestException(
        ErrorCondition.CONFLICTING_OPTIONS,
        "Cannot use options '%s' and '%s' together: both set '%s', to different values. Keep one."
            .formatted(first, second, option));
  }

  /** Two options that exclude each other. */
  public static S3IngestException exclusive(String first, String second, String why) {
    return new S3IngestException(
        ErrorCondition.CONFLICTING_OPTIONS,
        "Cannot use options '%s' and '%s' together: %s. Keep one.".formatted(first, second, why));
  }

  /** One of two options that are only useful together. */
  public static S3IngestException onlyOneOf(String given, String missing) {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot use option '%s' alone: '%s' is not set. Set both, or neither to use the default AWS credential chain."
            .formatted(given, missing));
  }

  /** A version of a whole folder. */
  public static S3IngestException noTableVersions(String version) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot read version '%s': a folder has no versions, only its objects have. Name a time instead, by option 'timestampAsOf' or TIMESTAMP AS OF."
            .formatted(version));
  }

  /** An option that must be there. */
  public static S3IngestException missing(String option, String what, String wayOut) {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot %s: option '%s' is not set. %s".formatted(what, option, wayOut));
  }
}
