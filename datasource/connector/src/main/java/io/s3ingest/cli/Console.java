package io.s3ingest.cli;

import java.io.PrintStream;

/**
 * Where a command speaks: the result goes to {@code out} and nothing else does, words for people go
 * to {@code err}. Both are UTF-8.
 *
 * @param terminal whether a person watches {@code err}, so that a bar may be redrawn there
 * @param json whether the result is for a machine
 */
record Console(PrintStream out, PrintStream err, boolean terminal, boolean json) {
  void result(String text) {
    out.print(text.endsWith("\n") ? text : text + "\n");
    out.flush();
  }

  void say(String text) {
    err.println(text);
    err.flush();
  }
}
