package io.s3ingest.cli;

import io.s3ingest.cli.Arguments.FileArgument;
import io.s3ingest.error.CliErrors;
import io.s3ingest.options.OptionKey;
import java.util.Arrays;
import java.util.List;

/** The commands. */
enum Command {
  SPEC("spec", "Prints the JSON schema of a source file.", List.of()),
  CHECK(
      "check",
      "Proves that the bucket is there and may be listed and read.",
      List.of(FileArgument.CONFIG)),
  DISCOVER(
      "discover",
      "Finds the tables below the prefix and prints them as a catalog file.",
      List.of(FileArgument.CONFIG)),
  SYNC(
      "sync",
      "Lands the streams of the catalog file in Iceberg, each object exactly once.",
      List.of(
          FileArgument.CONFIG, FileArgument.CATALOG, FileArgument.DESTINATION, FileArgument.STATE)),
  REPROCESS(
      "reprocess",
      "Takes the named objects again: their rows take the place of the old ones, once.",
      List.of(FileArgument.CONFIG, FileArgument.CATALOG, FileArgument.DESTINATION)),
  MARK_AS_DONE(
      "mark-as-done",
      "Lets the named objects count as done, without reading them.",
      List.of(FileArgument.CONFIG, FileArgument.CATALOG, FileArgument.DESTINATION));

  private final String name;
  private final String promise;
  private final List<FileArgument> fileArguments;

  Command(String name, String promise, List<FileArgument> fileArguments) {
    this.name = name;
    this.promise = promise;
    this.fileArguments = fileArguments;
  }

  static Command of(String name) {
    for (Command command : values()) {
      if (command.name.equals(name)) {
        return command;
      }
    }
    throw CliErrors.unknownCommand(name, OptionKey.nearest(name, names()), names());
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Command::toString).toList();
  }

  String promise() {
    return promise;
  }

  List<FileArgument> fileArguments() {
    return fileArguments;
  }

  /** Returns whether it takes arguments that name objects. */
  boolean namesObjects() {
    return this == REPROCESS || this == MARK_AS_DONE;
  }

  @Override
  public String toString() {
    return name;
  }
}
