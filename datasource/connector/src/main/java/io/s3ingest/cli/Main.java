package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.cli.Arguments.Ask;
import io.s3ingest.cli.Arguments.FileArgument;
import io.s3ingest.cli.config.CatalogFile;
import io.s3ingest.cli.config.DestinationFile;
import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.cli.config.StateFile;
import io.s3ingest.error.Blame;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.SyncMode;
import io.s3ingest.sync.ObjectSelection;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a command of {@code ./s3ingest}. */
public final class Main {
  private Main() {}

  /** Runs and exits with 0, or with the code of {@link Blame}. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    // A library that prints must not spoil the result.
    System.setOut(err);
    System.setErr(err);
    int code = run(args, out, err, Boolean.getBoolean("s3ingest.terminal"));
    out.flush();
    Runtime.getRuntime().exit(code);
  }

  /** Runs one command and returns its exit code; only its result goes to {@code out}. */
  static int run(String[] args, PrintStream out, PrintStream err, boolean terminal) {
    boolean json = List.of(args).contains("--json");
    try {
      Arguments arguments = Arguments.parse(args);
      Console console = new Console(out, err, terminal, arguments.json());
      if (arguments.ask() == Ask.VERSION) {
        console.result(Help.version());
        return 0;
      }
      if (arguments.ask() == Ask.HELP) {
        console.result(arguments.command() == null ? Help.all() : Help.of(arguments.command()));
        return 0;
      }
      return run(arguments, console);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      return report(e, new Console(out, err, terminal, json));
    }
  }

  private static int run(Arguments arguments, Console console) {
    return switch (arguments.command()) {
      case SPEC -> SpecCommand.run(console);
      case CHECK -> CheckCommand.run(source(arguments, console), console);
      case DISCOVER -> DiscoverCommand.run(source(arguments, console), console);
      case SYNC -> sync(arguments, console).run();
      case REPROCESS, MARK_AS_DONE -> named(arguments, console).run();
    };
  }

  private static SyncCommand sync(Arguments arguments, Console console) {
    SourceFile source = source(arguments, console);
    Path catalog = arguments.file(FileArgument.CATALOG);
    CatalogFile streams = catalog == null ? null : CatalogFile.read(catalog);
    DestinationFile destination =
        DestinationFile.read(arguments.required(FileArgument.DESTINATION));
    sayWithoutEffect(console, "destination", destination.withoutEffect());
    // A full refresh neither needs nor reads a state.
    boolean stateful =
        streams == null
            || streams.streams().stream().anyMatch(one -> one.mode() == SyncMode.INCREMENTAL);
    Path state = arguments.file(FileArgument.STATE);
    return new SyncCommand(
        new Streams(source, streams, destination),
        state == null || !stateful ? null : StateFile.read(state),
        console);
  }

  private static NamedCommand named(Arguments arguments, Console console) {
    ObjectSelection selection = NamedCommand.selection(arguments);
    SourceFile source = source(arguments, console);
    Path catalog = arguments.file(FileArgument.CATALOG);
    DestinationFile destination =
        DestinationFile.read(arguments.required(FileArgument.DESTINATION));
    sayWithoutEffect(console, "destination", destination.withoutEffect());
    return new NamedCommand(
        arguments,
        selection,
        new Streams(source, catalog == null ? null : CatalogFile.read(catalog), destination),
        console);
  }

  private static SourceFile source(Arguments arguments, Console console) {
    SourceFile source = SourceFile.read(arguments.required(FileArgument.CONFIG));
    sayWithoutEffect(console, "source", source.withoutEffect());
    return source;
  }

  static void sayWithoutEffect(Console console, String kind, List<String> fields) {
    if (!fields.isEmpty()) {
      console.say(
          "Fields of the "
              + kind
              + " file without effect here: "
              + String.join(", ", fields)
              + ".");
    }
  }

  private static int report(Throwable failure, Console console) {
    S3IngestException known = S3IngestException.in(failure);
    String condition = known == null ? "S3INGEST_INTERNAL_ERROR" : known.getCondition();
    String message =
        known == null
            ? "[S3INGEST_INTERNAL_ERROR] Cannot go on: "
                + failure
                + ". This is a defect of s3ingest; report it with this stack trace."
            : known.getMessage();
    if (console.json()) {
      ObjectNode node = Json.object();
      node.put("status", "FAILED");
      node.put("condition", condition);
      node.put("message", message);
      console.say(Json.line(node));
    } else {
      console.say(message);
    }
    if (known == null || known.condition().blame() == Blame.OURS) {
      failure.printStackTrace(console.err());
    }
    return known == null ? Blame.OURS.exitCode() : known.condition().blame().exitCode();
  }
}
