package io.s3ingest.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the statements of SQL files in a local Spark and prints what they give: {@code spark-sql -f}
 * for machines without a Spark distribution.
 */
public final class RunSql {
  private RunSql() {}

  /** Takes the files, and settings as {@code --conf KEY=VALUE} before them. */
  public static void main(String[] args) throws IOException {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[*]")
            .appName("run-sql")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            // What these files query is small: compiling a query takes longer than running it.
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    List<String> files = new ArrayList<>(List.of(args));
    while (files.size() > 1 && files.get(0).equals("--conf")) {
      String[] setting = files.get(1).split("=", 2);
      builder.config(setting[0], setting[1]);
      files.subList(0, 2).clear();
    }
    SparkSession spark = builder.getOrCreate();
    for (String file : files) {
      for (String statement : statements(Files.readString(Path.of(file)))) {
        Dataset<Row> result = spark.sql(statement);
        if (!statement.regionMatches(true, 0, "SET ", 0, 4) && result.columns().length > 0) {
          System.out.println("> " + statement.replace("\n", "\n> "));
          result.show(50, 60);
        }
      }
    }
    spark.stop();
  }

  /** Cuts at semicolons that end a line; comment lines are left out. */
  static List<String> statements(String text) {
    String code =
        String.join(
            "\n",
            Arrays.stream(text.split("\n", -1)).filter(line -> !line.startsWith("--")).toList());
    List<String> out = new ArrayList<>();
    for (String part : code.split(";\\s*(\n|$)", -1)) {
      if (!part.isBlank()) {
        out.add(part.strip());
      }
    }
    return out;
  }
}
