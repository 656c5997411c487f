package io.s3ingest.cli;

import io.s3ingest.error.CliErrors;
import io.s3ingest.options.OptionKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands on the command line.
 *
 * @param command null when only help or the version is asked for
 * @param named what names objects and streams
 */
record Arguments(
    Command command,
    Map<FileArgument, Path> files,
    Map<NameArgument, List<String>> named,
    Set<Switch> switches,
    boolean json,
    Ask ask) {

  /** Arguments without a value, of commands that name objects. */
  enum Switch {
    QUARANTINED("--quarantined", "only objects that stand quarantined"),
    DRY_RUN("--dry-run", "only lists the objects");

    private final String flag;
    private final String meaning;

    Switch(String flag, String meaning) {
      this.flag = flag;
      this.meaning = meaning;
    }

    String flag() {
      return flag;
    }

    String meaning() {
      return meaning;
    }

    /** Returns null for another argument. */
    static Switch of(String arg) {
      for (Switch known : values()) {
        if (known.flag.equals(arg)) {
          return known;
        }
      }
      return null;
    }
  }

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

  /** What names objects; {@code --key} and {@code --glob} may be given several times. */
  enum NameArgument {
    STREAM("--stream", "name              only this stream"),
    KEY("--key", "key               an object by its whole key; may be repeated"),
    GLOB("--glob", "glob              objects by a glob on whole keys; may be repeated"),
    FROM("--from", "time              only objects last modified then or later"),
    TO("--to", "time              only objects last modified before");

    private final String flag;
    private final String meaning;

    NameArgument(String flag, String meaning) {
      this.flag = flag;
      this.meaning = meaning;
    }

    String flag() {
      return flag;
    }

    String meaning() {
      return meaning;
    }

    boolean repeats() {
      return this == KEY || this == GLOB;
    }
  }

  static Arguments parse(String[] args) {
    Command command = null;
    Map<FileArgument, Path> files = new EnumMap<>(FileArgument.class);
    Map<NameArgument, List<String>> named = new EnumMap<>(NameArgument.class);
    Set<Switch> switches = EnumSet.noneOf(Switch.class);
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
      } else if (command != null && command.namesObjects() && Switch.of(arg) != null) {
        switches.add(Switch.of(arg));
      } else if (command == null && !arg.startsWith("-")) {
        command = Command.of(arg);
      } else {
        take(command, arg, rest, files, named);
      }
    }
    if (command == null && ask == Ask.NOTHING) {
      throw CliErrors.noCommand(Command.names());
    }
    return new Arguments(command, files, named, switches, json, ask);
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

  /** Returns the values of an argument; empty if it is not given. */
  List<String> values(NameArgument argument) {
    return named.getOrDefault(argument, List.of());
  }

  /** Returns the value of an argument, or null if it is not given. */
  String value(NameArgument argument) {
    return values(argument).isEmpty() ? null : values(argument).get(0);
  }

  private static void take(
      Command command,
      String arg,
      List<String> rest,
      Map<FileArgument, Path> files,
      Map<NameArgument, List<String>> named) {
    String shown = command == null ? "s3ingest" : command.toString();
    int equals = arg.indexOf('=');
    String flag = equals < 0 ? arg : arg.substring(0, equals);
    List<FileArgument> taken =
        command == null ? List.of(FileArgument.values()) : command.fileArguments();
    for (FileArgument argument : taken) {
      if (argument.flag().equals(flag)) {
        String value = value(arg, equals, rest);
        if (value == null) {
          throw CliErrors.argumentWithoutValue(shown, flag);
        }
        if (files.put(argument, Path.of(value)) != null) {
          throw CliErrors.argumentTwice(shown, flag);
        }
        return;
      }
    }
    boolean names = command != null && command.namesObjects();
    for (NameArgument argument : names ? NameArgument.values() : new NameArgument[0]) {
      if (argument.flag().equals(flag)) {
        String value = value(arg, equals, rest);
        if (value == null) {
          throw CliErrors.nameWithoutValue(shown, flag);
        }
        List<String> values = named.computeIfAbsent(argument, any -> new ArrayList<>());
        if (!values.isEmpty() && !argument.repeats()) {
          throw CliErrors.argumentTwice(shown, flag);
        }
        values.add(value);
        return;
      }
    }
    List<String> known = new ArrayList<>(taken.stream().map(FileArgument::flag).toList());
    if (names) {
      for (NameArgument argument : NameArgument.values()) {
        known.add(argument.flag());
      }
      for (Switch one : Switch.values()) {
        known.add(one.flag());
      }
    }
    known.addAll(List.of("--json", "--help", "--version"));
    throw CliErrors.unknownArgument(shown, flag, OptionKey.nearest(flag, known));
  }

  /** Returns the value behind {@code =} or as the next argument; null if there is none. */
  private static String value(String arg, int equals, List<String> rest) {
    String value = equals >= 0 ? arg.substring(equals + 1) : rest.isEmpty() ? "" : rest.remove(0);
    return value.isEmpty() || (equals < 0 && value.startsWith("--")) ? null : value;
  }
}
