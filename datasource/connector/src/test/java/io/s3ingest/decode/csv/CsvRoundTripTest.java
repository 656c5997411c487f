package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.sql.Row;

final class CsvRoundTripTest {
  private static final int COLUMNS = 4;

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> field =
        Arbitraries.of(
                "a",
                "b",
                "0",
                " ",
                ",",
                ";",
                "|",
                "\"",
                "\"\"",
                "'",
                "\\",
                "\n",
                "\t",
                "#",
                "\u00e9",
                "\u4e2d",
                "\ud83d\ude00")
            .list()
            .ofMaxSize(8)
            .map(parts -> String.join("", parts));
    return field.list().ofSize(COLUMNS).list().ofMaxSize(30);
  }

  @Property(tries = 300)
  void readsBackWhatATrustedWriterWrote(
      @ForAll("tables") List<List<String>> table, @ForAll("separators") char separator) {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setDelimiter(separator);
    settings.getFormat().setLineSeparator("\n");
    settings.getFormat().setQuoteEscape('"');
    settings.setQuoteAllFields(true);
    settings.setEmptyValue("");
    settings.trimValues(false);
    StringWriter text = new StringWriter();
    CsvWriter writer = new CsvWriter(text, settings);
    List<String> names = IntStream.range(0, COLUMNS).mapToObj(i -> "c" + i).toList();
    writer.writeHeaders(names);
    table.forEach(writer::writeRow);
    writer.close();

    String ddl = names.stream().map(name -> name + " STRING").collect(Collectors.joining(", "));
    CsvRead read =
        CsvRead.of("a.csv", text.toString().getBytes(StandardCharsets.UTF_8))
            .with("sep", String.valueOf(separator))
            .with("mode", "FAILFAST")
            .with("nullValue", "no value is this")
            .batchRows(3);
    List<Row> rows = read.rows(ddl);
    assertThat(rows.stream().map(CsvRoundTripTest::fields).toList()).isEqualTo(table);
    assertThat(read.counts().framed()).isEqualTo(table.size());
    assertThat(read.counts().emitted()).isEqualTo(table.size());
  }

  @Provide
  Arbitrary<Character> separators() {
    return Arbitraries.of(',', ';', '|', '\t', 'a');
  }

  private static List<String> fields(Row row) {
    return IntStream.range(0, COLUMNS).mapToObj(row::getString).toList();
  }
}
