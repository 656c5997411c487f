package io.s3ingest.cli;

import io.s3ingest.error.CliErrors;
import io.s3ingest.options.OptionKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What stands on the command line.
 *
 * @param command null when only help or the version is asked for
 */
record Arguments(Command command, Map<FileArgument, Path> files, boolean json, Ask ask) {

  /** What is asked for besides running a command. */
  enum Ask {
    NOTHING,
    HELP,
    VERSION
  }

  /** The files that commands take. */
  enum FileArgument {
    CONFIG("--config"),
    CATALOG("--catalog"),
    DESTINATION("--destination"),
    STATE("--state");

    private final String flag;

    FileArgument(String flag) {
      this.flag = flag;
    }

    String flag() {
      return flag;
    }
  }

  static Arguments parse(String[] args) {
    Command command = null;
    Map<FileArgument, Path> files = new EnumMap<>(FileArgument.class);
    boolean json = false;
    Ask ask = Ask.NOTHING;
    List<String> rest = new ArrayList<>(List.of(args));
    while (!rest.isEmpty()) {
      String arg = rest.remove(0);
      if (arg.equals("--help") || arg.equals("-h") || (command == null && arg.equals("help"))) {
        ask = Ask.HELP;
      } else if (arg.equals("--version") || (command == null && arg.equals("version"))) {
        ask = Ask.VERSION;
      } else if (arg.equals("--json")) {
        json = true;
      } else if (command == null && !arg.startsWith("-")) {
        command = Command.of(arg);
      } else {
        takeFile(command, arg, rest, files);
      }
    }
    if (command == null && ask == Ask.NOTHING) {
      throw CliErrors.noCommand(Command.names());
    }
    return new Arguments(command, files, json, ask);
  }

  /** Returns the file of this argument, or null if it is not given. */
  Path file(FileArgument argument) {
    return files.get(argument);
  }

  /** Returns the file of this argument, or fails. */
  Path required(FileArgument argument) {
    Path file = files.get(argument);
    if (file == null) {
      throw CliErrors.missingArgument(command.toString(), argument.flag());
    }
    return file;
  }

  private static void takeFile(
      Command command, String arg, List<String> rest, Map<FileArgument, Path> files) {
    String shown = command == null ? "s3ingest" : command.toString();
    int equals = arg.indexOf('=');
    String flag = equals < 0 ? arg : arg.substring(0, equals);
    List<FileArgument> taken =
        command == null ? List.of(FileArgument.values()) : command.fileArguments();
    for (FileArgument argument : taken) {
      if (argument.flag().equals(flag)) {
        String value =
            equals >= 0 ? arg.substring(equals + 1) : rest.isEmpty() ? "" : rest.remove(0);
        if (value.isEmpty() || (equals < 0 && value.startsWith("--"))) {
          throw CliErrors.argumentWithoutValue(shown, flag);
        }
        if (files.put(argument, Path.of(value)) != null) {
          throw CliErrors.argumentTwice(shown, flag);
        }
        return;
      }
    }
    List<String> known = new ArrayList<>(taken.stream().map(FileArgument::flag).toList());
    known.addAll(List.of("--json", "--help", "--version"));
    throw CliErrors.unknownArgument(shown, flag, OptionKey.nearest(flag, known));
  }
}
