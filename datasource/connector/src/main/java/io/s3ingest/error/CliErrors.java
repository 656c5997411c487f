package io.s3ingest.error;

import java.util.List;

/** Words the failures of the command line and of its files. */
public final class CliErrors {
  private CliErrors() {}

  /** A command that there is not; {@code nearest} may be null. */
  public static S3IngestException unknownCommand(String name, String nearest, List<String> known) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_OPTION,
        "Cannot run '%s': there is no such command. %s"
            .formatted(
                name,
                nearest == null
                    ? "The commands are " + String.join(", ", known) + "."
                    : "Did you mean '" + nearest + "'?"));
  }

  /** A call without a command. */
  public static S3IngestException noCommand(List<String> known) {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot run s3ingest: no command is given. The commands are %s; './s3ingest --help' explains them."
            .formatted(String.join(", ", known)));
  }

  /** An argument that the command does not take; {@code nearest} may be null. */
  public static S3IngestException unknownArgument(String command, String given, String nearest) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_OPTION,
        "Cannot run '%s': it takes no argument '%s'. %s"
            .formatted(
                command,
                given,
                nearest == null
                    ? "'./s3ingest " + command + " --help' lists them."
                    : "Did you mean '" + nearest + "'?"));
  }

  /** An argument that needs a value and has none. */
  public static S3IngestException argumentWithoutValue(String command, String argument) {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot run '%s': argument '%s' has no value. Name a file behind it."
            .formatted(command, argument));
  }

  /** An argument that names objects and has no value. */
  public static S3IngestException nameWithoutValue(String command, String argument) {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot run '%s': argument '%s' has no value. Write it behind the argument; './s3ingest %s --help' shows how."
            .formatted(command, argument, command));
  }

  /** An argument that is given twice. */
  public static S3IngestException argumentTwice(String command, String argument) {
    return new S3IngestException(
        ErrorCondition.CONFLICTING_OPTIONS,
        "Cannot run '%s': argument '%s' is given twice. Keep one.".formatted(command, argument));
  }

  /** An argument that must be there. */
  public static S3IngestException missingArgument(String command, String argument) {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot run '%s': argument '%s' is not given. Name its file; './s3ingest %s --help' shows an example."
            .formatted(command, argument, command));
  }

  /** A file of the command line that cannot be read or used. */
  public static S3IngestException unusableFile(
      String kind, String file, String why, String wayOut, Throwable cause) {
    return new S3IngestException(
        conditionOf(kind),
        "Cannot use %s file '%s': %s. %s".formatted(kind, file, why, wayOut),
        cause);
  }

  /** A file that is not JSON; what stands there is not shown, it may be a secret. */
  public static S3IngestException malformedJson(String kind, String file, int line, int column) {
    return new S3IngestException(
        conditionOf(kind),
        "Cannot use %s file '%s' line %d column %d: it is not valid JSON. Check the quotes, commas and brackets before that place."
            .formatted(kind, file, line, column));
  }

  /** A field that holds another kind of value than it must. */
  public static S3IngestException badField(
      String kind, String file, String field, String rule, String wayOut) {
    return new S3IngestException(
        conditionOf(kind),
        "Cannot use field '%s' of %s file '%s': expected %s. %s"
            .formatted(field, kind, file, rule, wayOut));
  }

  /** A field of a file that no command knows; {@code nearest} may be null. */
  public static S3IngestException unknownField(
      String kind, String file, String field, String nearest) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_OPTION,
        "Cannot use field '%s' of %s file '%s': there is no such field. %s"
            .formatted(
                field,
                kind,
                file,
                nearest == null
                    ? "docs/cli.md lists all fields."
                    : "Did you mean '" + nearest + "'?"));
  }

  /** A stream of the catalog file for which the store has no folder. */
  public static S3IngestException streamNotFound(String stream, String where, List<String> found) {
    return new S3IngestException(
        ErrorCondition.TABLE_NOT_FOUND,
        "Cannot sync stream '%s': there is no such folder below %s. The streams there are: %s. Run discover again, or take it out of the catalog file."
            .formatted(stream, where, found.isEmpty() ? "none" : String.join(", ", found)));
  }

  private static ErrorCondition conditionOf(String kind) {
    return kind.equals("state")
        ? ErrorCondition.INVALID_STATE_FILE
        : ErrorCondition.INVALID_CONFIG_FILE;
  }
}
