package io.s3ingest.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.options.TableNaming;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableNamesTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          data/, data/users/2024-01-01/a.csv, users, data/users/
          data/, data/users/a.csv, users, data/users/
          data/, data/a.csv, none, none
          data/, data/year=2024/month=01/customer/a.pb, customer, data/year=2024/month=01/customer/
          data/, data/year=2024/a.csv, none, none
          data/, data/données/a.csv, données, data/données/
          data/, data/my-data.v2/a b/f.parquet, my-data.v2, data/my-data.v2/
          '', users/a.csv, users, users/
          '', a.csv, none, none
          '', =x/a.csv, =x, =x/
          """)
  void takesTheFirstFolderBelowThePrefix(String prefix, String key, String name, String root) {
    TableNames.Named named = new TableNames(TableNaming.FIRST_FOLDER, prefix).of(key);
    assertThat(named == null ? null : named.name()).isEqualTo(name);
    assertThat(named == null ? null : named.root().text()).isEqualTo(root);
  }

  @ParameterizedTest
  @CsvSource({
    "datafile_0.parquet, datafile_0",
    "data/2024/file.parquet, data_2024",
    "data/2024/01/14/file.parquet, data_2024_01_14",
    "reports/2024/a.parquet, reports_2024",
    "reports/2024/b.parquet, reports_2024",
    "my-data.v2/a b/f.parquet, my_data_v2_a_b",
    "_x--y_/f.parquet, x_y",
    "file.csv.gz, file_csv",
    "noextension, noextension",
    "données/f.csv, données",
    "---/f.csv, _"
  })
  void joinsTheFoldersOfTheWholeKey(String key, String name) {
    assertThat(new TableNames(TableNaming.FULL_PREFIX, "data/").of(key).name()).isEqualTo(name);
  }
}
