package io.s3ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/guarantees.md} names only tests that exist. */
final class GuaranteesDocTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path DOC = ROOT.resolve("docs/guarantees.md");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String ANNOTATION =
      "@(?:Test|ParameterizedTest|RepeatedTest|Property|Example|FuzzTest|TestFactory)\\b";

  @Test
  void everyPromiseNamesItsTests() throws IOException {
    List<String> missing = new ArrayList<>();
    int promises = 0;
    for (String line : Files.readAllLines(DOC, StandardCharsets.UTF_8)) {
      if (!line.startsWith("|") || line.startsWith("|---") || line.startsWith("| promise |")) {
        continue;
      }
      promises++;
      String[] cells = line.split("(?<!\\\\)\\|", -1);
      assertThat(cells).as(line).hasSize(5);
      Matcher name = NAME.matcher(cells[3]);
      int named = 0;
      for (; name.find(); named++) {
        if (!exists(name.group(1))) {
          missing.add(name.group(1));
        }
      }
      assertThat(named).as(line).isPositive();
    }
    assertThat(missing).isEmpty();
    assertThat(promises).isPositive();
  }

  private static boolean exists(String name) throws IOException {
    int function = name.indexOf("::");
    if (function > 0) {
      return has(
          ROOT.resolve(name.substring(0, function)),
          "(?m)^def " + Pattern.quote(name.substring(function + 2)) + "\\(");
    }
    int method = name.indexOf('#');
    assertThat(method).as(name).isPositive();
    String file = "src/test/java/" + name.substring(0, method).replace('.', '/') + ".java";
    String declared =
        "(?s)"
            + ANNOTATION
            + "(?:(?!\n  }).)*?\\bvoid "
            + Pattern.quote(name.substring(method + 1))
            + "\\(";
    try (Stream<Path> modules = Files.list(ROOT.resolve("datasource"))) {
      for (Path module : modules.toList()) {
        if (has(module.resolve(file), declared)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean has(Path file, String pattern) throws IOException {
    return Files.isRegularFile(file)
        && Pattern.compile(pattern).matcher(Files.readString(file, StandardCharsets.UTF_8)).find();
  }
}
