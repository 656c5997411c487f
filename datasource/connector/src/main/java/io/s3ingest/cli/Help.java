package io.s3ingest.cli;

import io.s3ingest.cli.Arguments.FileArgument;
import io.s3ingest.error.InternalErrors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What {@code --help} and {@code --version} print. */
final class Help {
  private static final Map<FileArgument, String> MEANING =
      Map.of(
          FileArgument.CONFIG,
          "source.json        where to read: bucket, prefix, keys, format",
          FileArgument.CATALOG,
          "catalog.json       which streams, and their sync mode; all of them if not given",
          FileArgument.DESTINATION,
          "destination.json   the Iceberg catalog and warehouse",
          FileArgument.STATE,
          "state.json         times of the newest objects; written after each commit");

  private static final String EXITS =
      """
      Exit codes: 0 done, 1 the user's to put right, 2 the store's or catalog's, 3 a defect of s3ingest.
      LOG_LEVEL=debug|info|warn|error sets how much is logged to stderr (warn).
      """;

  private Help() {}

  static String all() {
    String commands =
        java.util.Arrays.stream(Command.values())
            .map(command -> "  %-14s%s".formatted(command, command.promise()))
            .collect(Collectors.joining("\n"));
    return """
        s3ingest turns folders of an S3-compatible bucket into tables and lands them in Iceberg.

        Usage: ./s3ingest <command> [arguments]

        %s

        ./s3ingest <command> --help explains the arguments of a command.
        --json prints results for machines; --version prints the version.
        %s"""
        .formatted(commands, EXITS);
  }

  static String of(Command command) {
    StringBuilder arguments = new StringBuilder();
    StringBuilder usage = new StringBuilder("./s3ingest " + command);
    for (FileArgument argument : command.fileArguments()) {
      String meaning = MEANING.get(argument);
      arguments.append("  %-15s%s%n".formatted(argument.flag(), meaning));
      usage
          .append(' ')
          .append(argument.flag())
          .append(' ')
          .append(meaning, 0, meaning.indexOf(' '));
    }
    if (command.namesObjects()) {
      for (Arguments.NameArgument argument : Arguments.NameArgument.values()) {
        arguments.append("  %-15s%s%n".formatted(argument.flag(), argument.meaning()));
      }
      for (Arguments.Switch one : Arguments.Switch.values()) {
        arguments.append("  %-15s%s%n".formatted(one.flag(), one.meaning()));
      }
      usage.append(
          " --key key | --glob glob | --from time | --to time | --quarantined [--dry-run]");
    }
    arguments.append("  %-15s%s%n".formatted("--json", "the result for machines"));
    String output = command == Command.DISCOVER ? " > catalog.json" : "";
    return """
        %s

        Usage: %s%s

        %s
        %s"""
        .formatted(command.promise(), usage, output, arguments, EXITS);
  }

  static String version() {
    try (InputStream in = Help.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return "s3ingest " + properties.getProperty("version");
    } catch (IOException e) {
      throw InternalErrors.unexpected("read the version", e);
    }
  }
}
