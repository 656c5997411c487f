package io.s3ingest.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.listing.Listing;
import io.s3ingest.listing.ListingSummary;
import io.s3ingest.listing.ObjectLister;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.TinyFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class DiscoveryTest {
  private static final TinyFormat CSV = new TinyFormat("csv", false);
  private static final TinyFormat JSON = new TinyFormat("json", false);
  private static final TinyFormat PARQUET = new TinyFormat("parquet", true);

  private final MemoryStore store = new MemoryStore();

  private Discovery discovery(String... pairs) {
    return with(Map.of(), pairs);
  }

  private Discovery with(Map<String, String> sqlConf, String... pairs) {
    Map<String, String> raw = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      raw.put(pairs[i], pairs[i + 1]);
    }
    if (!raw.containsKey("path") && !raw.containsKey("paths")) {
      raw.putIfAbsent("bucket", "b");
    }
    ReadOptions options = ReadOptions.of(raw, Map.of(), OptionSet.Unknown.REJECT);
    Map<String, String> conf = new TreeMap<>(sqlConf);
    conf.putIfAbsent("spark.sql.session.timeZone", "UTC");
    DecodeOptions decode = DecodeOptions.of(options, conf);
    return new Discovery(store, new FormatRegistry(List.of(PARQUET, JSON, CSV)), options, decode);
  }

  private void csv(String key, String ddl) {
    store.put("b", key, CSV.file(ddl, 1));
  }

  private static List<String> keys(List<ObjectRef> objects) {
    return objects.stream().map(ObjectRef::key).toList();
  }

  @Test
  void describesAFolder() {
    csv("data/users/2024-01-01/a.csv", "id INT, name STRING");
    csv("data/users/2024-01-02/b.csv.gz", "id BIGINT, name STRING");
    csv("data/usersold/c.csv", "x INT");
    store.put("b", "data/users/_SUCCESS", "x");
    store.put("b", "data/users/.crc", "x");
    store.put("b", "data/users/", "");
    store.put("b", "data/users/empty.csv", "");
    DiscoveredTable table = discovery("prefix", "data", "table", "users").describe();
    assertThat(table.name()).isEqualTo("users");
    assertThat(table.format()).isEqualTo("csv");
    assertThat(table.schema().toDDL()).isEqualTo("id BIGINT,name STRING");
    assertThat(keys(table.objects()))
        .containsExactly("data/users/2024-01-01/a.csv", "data/users/2024-01-02/b.csv.gz");
    assertThat(table.excluded())
        .containsOnly(
            Map.entry(ExclusionReason.HIDDEN, 2L),
            Map.entry(ExclusionReason.FOLDER_MARKER, 1L),
            Map.entry(ExclusionReason.EMPTY, 1L));
    assertThat(table.differences())
        .containsExactly(
            new SchemaDifference(
                "s3://b/data/users/2024-01-02/b.csv.gz",
                "id",
                "INT",
                "BIGINT",
                "s3://b/data/users/2024-01-01/a.csv"));
  }

  @Test
  void findsATreeOfPartitionsAsOneTable() {
    for (String leaf :
        List.of(
            "region=US/year=2024/month=01",
            "region=US/year=2023/month=12",
            "region=EU/year=2024/month=01")) {
      store.put("b", "sales/" + leaf + "/data.parquet", PARQUET.file("id BIGINT, year STRING", 1));
    }
    DiscoveredTables found = discovery().discover();
    assertThat(found.tables()).hasSize(1);
    DiscoveredTable table = found.tables().get(0);
    assertThat(table.name()).isEqualTo("sales");
    assertThat(table.dataSchema().toDDL()).isEqualTo("id BIGINT");
    assertThat(table.schema().toDDL()).isEqualTo("id BIGINT,region STRING,year INT,month INT");
    assertThat(table.objects())
        .extracting(object -> table.partitions().textOf(object.key()))
        .containsExactly(
            List.of("EU", "2024", "01"), List.of("US", "2023", "12"), List.of("US", "2024", "01"));
  }

  @Test
  void leavesPartitionFoldersAloneIfToldSo() {
    csv("t/year=2024/a.csv", "id INT, year STRING");
    assertThat(discovery("prefix", "t", "partitionColumns", "false").describe().schema().toDDL())
        .isEqualTo("id INT,year STRING");
  }

  @Test
  void findsTheFoldersBelowThePrefix() {
    csv("data/users/2024-01-01/a.csv", "id INT");
    csv("data/orders/2024-01-01/a.csv", "id INT");
    csv("data/données/a.csv", "id INT");
    csv("data/root.csv", "id INT");
    csv("data/_old/a.csv", "id INT");
    store.put("b", "data/users/_SUCCESS", "x");
    store.put("b", "data/nothing/empty.csv", "");
    TableList list = discovery("prefix", "data/").tables();
    assertThat(list.tables())
        .extracting(TableFiles::name)
        .containsExactly("données", "orders", "users");
    assertThat(list.tables().get(2).excluded().counts())
        .containsOnly(Map.entry(ExclusionReason.HIDDEN, 1L));
    assertThat(list.excluded().counts())
        .containsOnly(
            Map.entry(ExclusionReason.ROOT_FILE, 1L),
            Map.entry(ExclusionReason.HIDDEN, 1L),
            Map.entry(ExclusionReason.EMPTY, 1L));
    assertThat(list.allExcluded().get(ExclusionReason.HIDDEN)).isEqualTo(2);
    assertThat(store.opened()).isEmpty();
  }

  @Test
  void namesTablesAfterTheWholeKey() {
    for (String key :
        List.of(
            "datafile_0.parquet",
            "data/2024/file.parquet",
            "data/2024/01/14/file.parquet",
            "reports/2024/a.parquet",
            "reports/2024/b.parquet",
            "my-data.v2/a b/f.parquet")) {
      store.put("b", key, PARQUET.file("id BIGINT", 1));
    }
    DiscoveredTables found = discovery("tableNaming", "full_prefix").discover();
    assertThat(found.failures()).isEmpty();
    assertThat(found.tables())
        .extracting(DiscoveredTable::name)
        .containsExactly(
            "data_2024", "data_2024_01_14", "datafile_0", "my_data_v2_a_b", "reports_2024");
    assertThat(found.tables())
        .extracting(table -> keys(table.objects()))
        .containsExactly(
            List.of("data/2024/file.parquet"),
            List.of("data/2024/01/14/file.parquet"),
            List.of("datafile_0.parquet"),
            List.of("my-data.v2/a b/f.parquet"),
            List.of("reports/2024/a.parquet", "reports/2024/b.parquet"));
    assertThat(
            keys(
                discovery("tableNaming", "fullPrefix")
                    .files(found.tables().get(0).scope())
                    .objects()))
        .containsExactly("data/2024/file.parquet");
  }

  @Test
  void refusesTwoFoldersThatGiveOneName() {
    csv("a-b/x.csv", "id INT");
    csv("a_b/x.csv", "id INT");
    assertThatThrownBy(() -> discovery("tableNaming", "fullPrefix").tables())
        .hasMessage(
            "[S3INGEST_AMBIGUOUS_TABLE_NAME] Cannot name table 'a_b': s3://b/a-b/ and s3://b/a_b/ both give this name. Rename one of them, leave one out by excludePatterns, or set tableNaming=firstFolder.");
  }

  @Test
  void findsATableThatLiesBelowPartitionFolders() {
    csv("in/year=2023/customer/a.csv", "id INT");
    csv("in/year=2024/customer/b.csv", "id INT");
    DiscoveredTable table = discovery("prefix", "in").discover().tables().get(0);
    assertThat(table.name()).isEqualTo("customer");
    assertThat(table.schema().toDDL()).isEqualTo("id INT,year INT");
    assertThat(keys(discovery("prefix", "in").files(table.scope()).objects()))
        .isEqualTo(keys(table.objects()));
  }

  @Test
  void tellsAFolderThatIsNoTableFromThoseThatAre() {
    csv("good/a.csv", "id INT");
    csv("bad/a.csv", "id INT");
    store.put("b", "bad/b.json", JSON.file("id INT", 1));
    DiscoveredTables found = discovery().discover();
    assertThat(found.tables()).extracting(DiscoveredTable::name).containsExactly("good");
    assertThat(found.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.name()).isEqualTo("bad");
              assertThat(failure.reason())
                  .hasMessage(
                      "[S3INGEST_UNKNOWN_FORMAT] Cannot read s3://b/bad/ as one table: it holds files of several formats: .csv (1), .json (1). Set fileFormat to read those of one format.");
            });
  }

  @Test
  void leavesOtherFormatsOutIfOneIsGiven() {
    csv("t/a.csv", "id INT");
    csv("t/part-0001", "id INT");
    store.put("b", "t/b.json", JSON.file("id INT", 1));
    store.put("b", "t/readme.md", "x");
    DiscoveredTable table = discovery("prefix", "t", "fileFormat", "csv").describe();
    assertThat(keys(table.objects())).containsExactly("t/a.csv", "t/part-0001");
    assertThat(table.excluded()).containsOnly(Map.entry(ExclusionReason.OTHER_FORMAT, 2L));
  }

  @Test
  void readsAnotherExtensionThatAGlobSpellsOut() {
    store.put("b", "t/a.txt", CSV.file("id INT", 1));
    store.put("b", "t/b.dat", CSV.file("id INT", 1));
    assertThat(keys(discovery("path", "s3://b/t/*.txt", "fileFormat", "csv").describe().objects()))
        .containsExactly("t/a.txt");
    assertThat(keys(discovery("path", "s3a://b/t/b.dat", "fileFormat", "csv").describe().objects()))
        .containsExactly("t/b.dat");
    assertThat(
            keys(
                discovery("prefix", "t", "includePatterns", "*.dat", "fileFormat", "csv")
                    .describe()
                    .objects()))
        .containsExactly("t/b.dat");
  }

  @Test
  void tellsTheFormatFromContentWhereNamesDoNot() throws Exception {
    java.io.ByteArrayOutputStream gzip = new java.io.ByteArrayOutputStream();
    try (var out = new java.util.zip.GZIPOutputStream(gzip)) {
      out.write(JSON.file("id INT", 1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    store.put("b", "t/part-1", gzip.toByteArray());
    store.put("b", "u/a.dat", PARQUET.file("id INT", 1));
    assertThat(discovery("prefix", "u").describe().format()).isEqualTo("parquet");
    assertThat(discovery("prefix", "t").files().objects()).hasSize(1);
    DiscoveredTable byContent = discovery("prefix", "u").describe();
    assertThat(Listing.of(store, discovery("prefix", "u").query(byContent)).objects())
        .isEqualTo(byContent.objects());
    assertThat(store.opened()).contains("t/part-1");
  }

  @Test
  void refusesContentThatNoFormatKnows() {
    store.put("b", "t/a.dat", "hello");
    assertThatThrownBy(() -> discovery("prefix", "t/").describe())
        .hasMessage(
            "[S3INGEST_UNKNOWN_FORMAT] Cannot tell the format of s3://b/t/: neither names nor first bytes say it; found .dat (1). Set fileFormat to one of csv, json, parquet.");
  }

  @Test
  void refusesAFormatThatIsNotKnown() {
    csv("t/a.csv", "id INT");
    assertThatThrownBy(() -> discovery("prefix", "t", "fileFormat", "cvs").describe())
        .hasMessage(
            "[S3INGEST_UNKNOWN_FORMAT] Cannot use option 'fileFormat' = 'cvs': there is no such format. Use one of csv, json, parquet.");
  }

  @Test
  void refusesAPrefixWithoutObjects() {
    csv("csvgz/a.csv", "id INT");
    assertThatThrownBy(() -> discovery("prefix", "csv").describe())
        .hasMessage(
            "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://b/csv: there is no object. Check bucket and prefix; a prefix is a folder or an exact key, never a part of a name.");
  }

  @Test
  void refusesAPrefixWhereEverythingIsExcluded() {
    store.put("b", "t/empty.csv", "");
    store.put("b", "t/_SUCCESS", "x");
    store.put("b", "t/.crc", "x");
    assertThatThrownBy(() -> discovery("prefix", "t/").describe())
        .hasMessage(
            "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://b/t/: no object is left of those found there (empty: 1, hidden: 2). Check the patterns and times that are set, or put a file there.");
  }

  @Test
  void listsTheExtensionsWhereNoneIsOfTheFormat() {
    csv("t/a.csv", "id INT");
    csv("t/b.csv.gz", "id INT");
    store.put("b", "t/b.txt", "x");
    assertThatThrownBy(() -> discovery("prefix", "t/", "fileFormat", "parquet").describe())
        .hasMessage(
            "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://b/t/ as parquet: no file there has an extension of that format; found .csv (2), .txt (1). Set fileFormat to the format of the files, or name them by a glob such as *.txt.");
  }

  @Test
  void namesTheTablesThatAreThere() {
    csv("data/users/a.csv", "id INT");
    csv("data/orders/a.csv", "id INT");
    String message =
        "[S3INGEST_TABLE_NOT_FOUND] Cannot find table 'user' below s3://b/data/: no folder gives this name. Use one of those that are there: orders, users.";
    assertThatThrownBy(() -> discovery("prefix", "data", "table", "user").describe())
        .hasMessage(message);
    assertThatThrownBy(() -> discovery("prefix", "data").table("user")).hasMessage(message);
    assertThat(keys(discovery("prefix", "data").table("users").objects()))
        .containsExactly("data/users/a.csv");
  }

  @Test
  void namesBothFilesAndTheColumnWhereStrictSchemasDiffer() {
    csv("t/a.csv", "id INT, qty INT");
    csv("t/b.csv", "id INT, qty STRING");
    assertThatThrownBy(() -> discovery("prefix", "t", "schemaCheck", "strict").describe())
        .hasMessage(
            "[S3INGEST_SCHEMA_MISMATCH] Cannot read s3://b/t/a.csv and s3://b/t/b.csv as one table with schemaCheck=strict: column 'qty' is INT in the first and STRING in the second. Rewrite one of the files, leave it out by excludePatterns, or set schemaCheck=evolve.");
  }

  @Test
  void looksAtEveryFileInStrictMode() {
    for (int i = 0; i < 30; i++) {
      csv("t/%02d.csv".formatted(i), i == 17 ? "qty INT, id INT" : "id INT, qty INT");
    }
    assertThatThrownBy(
            () -> discovery("prefix", "t", "schemaCheck", "strict", "sampleFiles", "2").describe())
        .hasMessage(
            "[S3INGEST_SCHEMA_MISMATCH] Cannot read s3://b/t/00.csv and s3://b/t/17.csv as one table with schemaCheck=strict: column 'id' is column 1 in the first and column 2 in the second. Rewrite one of the files, leave it out by excludePatterns, or set schemaCheck=evolve.");
  }

  @Test
  void acceptsAlikeFilesInStrictMode() {
    csv("t/a.csv", "id INT, qty VOID");
    csv("t/b.csv", "id INT, qty DATE");
    store.put("b", "t/c.csv", CSV.file("id STRING, qty STRING", 0));
    assertThat(discovery("prefix", "t", "schemaCheck", "strict").describe().schema().toDDL())
        .isEqualTo("id INT,qty DATE");
  }

  @Test
  void tellsDeclaredNullabilityApartInStrictMode() {
    store.put("b", "t/a.parquet", PARQUET.file("id INT NOT NULL", 1));
    store.put("b", "t/b.parquet", PARQUET.file("id INT", 1));
    assertThat(discovery("prefix", "t").describe().schema().toDDL()).isEqualTo("id INT");
    assertThatThrownBy(() -> discovery("prefix", "t", "schemaCheck", "strict").describe())
        .hasMessageContaining("column 'id' is INT NOT NULL in the first and INT in the second");
  }

  @Test
  void fixesATypeByAHintInStrictModeToo() {
    csv("t/a.csv", "id INT, qty INT");
    csv("t/b.csv", "id INT, qty STRING");
    DiscoveredTable table =
        discovery("prefix", "t", "schemaCheck", "strict", "schemaHints", "qty DECIMAL(9,2), x DATE")
            .describe();
    assertThat(table.schema().toDDL()).isEqualTo("id INT,qty DECIMAL(9,2),x DATE");
    assertThat(table.differences()).isEmpty();
  }

  @Test
  void letsAHintSetTheTypeOfAPartitionColumn() {
    csv("t/month=01/a.csv", "id INT");
    assertThat(discovery("prefix", "t", "schemaHints", "MONTH STRING").describe().schema().toDDL())
        .isEqualTo("id INT,month STRING");
  }

  @Test
  void samplesTheNewestTheOldestAndSomeBetween() {
    for (int i = 0; i < 9; i++) {
      csv("t/%d.csv".formatted(i), "c%d INT".formatted(i));
    }
    DiscoveredTable table = discovery("prefix", "t", "sampleFiles", "3").describe();
    assertThat(table.schema().toDDL()).isEqualTo("c0 INT,c4 INT,c8 INT");
    assertThat(store.opened()).containsExactlyInAnyOrder("t/0.csv", "t/4.csv", "t/8.csv");
    assertThat(discovery("prefix", "t", "sampleFiles", "1").describe().schema().toDDL())
        .isEqualTo("c8 INT");
  }

  @Test
  void takesAnotherFileForOneThatVanished() {
    for (int i = 0; i < 4; i++) {
      csv("t/%d.csv".formatted(i), "c%d INT".formatted(i));
    }
    store.loseContent("b", "t/3.csv");
    assertThat(discovery("prefix", "t", "sampleFiles", "2").describe().schema().toDDL())
        .isEqualTo("c0 INT,c2 INT");
  }

  @Test
  void saysThatEveryFileVanished() {
    csv("t/0.csv", "a INT");
    csv("t/1.csv", "a INT");
    store.loseContent("b", "t/0.csv");
    store.loseContent("b", "t/1.csv");
    assertThatThrownBy(() -> discovery("prefix", "t/").describe())
        .hasMessage(
            "[S3INGEST_OBJECT_NOT_FOUND] Cannot infer the schema of s3://b/t/: every file vanished or changed after it was listed, such as s3://b/t/0.csv, s3://b/t/1.csv. Try again when the writer has finished.");
  }

  @Test
  void failsOnABrokenFileUnlessItMaySkipIt() {
    csv("t/a.csv", "id INT");
    store.put("b", "t/b.csv", "#broken");
    assertThatThrownBy(() -> discovery("prefix", "t").describe())
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/b.csv byte 0: it is broken. Mend it.");
    assertThat(discovery("prefix", "t", "onCorrupt", "skip").describe().schema().toDDL())
        .isEqualTo("id INT");
  }

  @Test
  void takesNamesButNoTypesFromAFileWithoutRows() {
    store.put("b", "t/a.csv", CSV.file("id STRING, note STRING", 0));
    csv("t/b.csv", "id INT");
    assertThat(discovery("prefix", "t").describe().schema().toDDL())
        .isEqualTo("id INT,note STRING");
    store.put("b", "p/a.parquet", PARQUET.file("id BIGINT", 0));
    assertThat(discovery("prefix", "p").describe().schema().toDDL()).isEqualTo("id BIGINT");
  }

  @Test
  void keepsColumnsThatDifferByCaseApartIfTheSessionDoes() {
    csv("t/a.csv", "id INT, ID STRING");
    assertThatThrownBy(() -> discovery("prefix", "t").describe())
        .hasMessageStartingWith(
            "[S3INGEST_AMBIGUOUS_COLUMN_NAME] Cannot tell columns 'id' and 'ID' apart");
    assertThat(
            with(Map.of("spark.sql.caseSensitive", "true"), "prefix", "t")
                .describe()
                .schema()
                .toDDL())
        .isEqualTo("id INT,ID STRING");
  }

  @Test
  void describesATableWithoutNewFilesByItsOldOnes() {
    csv("t/a.csv", "id INT");
    DiscoveredTable table = discovery("prefix", "t", "cursor", "2030-01-01").describe();
    assertThat(table.schema().toDDL()).isEqualTo("id INT");
    assertThat(table.objects()).isEmpty();
    assertThat(table.excluded()).containsOnly(Map.entry(ExclusionReason.MODIFIED_AFTER, 1L));
  }

  @Test
  void infersOnlyFromNewFilesIfThereAreAny() {
    ObjectRef old = store.put("b", "t/a.csv", CSV.file("id INT", 1));
    csv("t/b.csv", "id DATE");
    DiscoveredTable table =
        discovery("prefix", "t", "modifiedAfter", old.lastModified().toString()).describe();
    assertThat(table.schema().toDDL()).isEqualTo("id DATE");
    assertThat(store.opened()).containsExactly("t/b.csv");
  }

  @Test
  void splitsAGivenSchemaIntoDataAndPartitionColumns() {
    csv("t/year=2024/a.csv", "id INT");
    DiscoveredTable table =
        discovery("prefix", "t")
            .describe(StructType.fromDDL("YEAR STRING, name STRING, id BIGINT"));
    assertThat(table.dataSchema().toDDL()).isEqualTo("name STRING,id BIGINT");
    assertThat(table.partitionSchema().toDDL()).isEqualTo("YEAR STRING");
    assertThat(table.partitions().textOf("t/year=2024/a.csv")).containsExactly("2024");
    assertThat(store.opened()).isEmpty();
  }

  @Test
  void readsSeveralPathsAsOneTable() {
    csv("a/x/1.csv", "id INT");
    csv("b/y=1/2.csv", "id INT");
    csv("c/3.csv", "id INT");
    DiscoveredTable table =
        discovery("paths", "[\"s3://b/a/\", \"s3://b/b\", \"s3a://b/[a]/x/*.csv\"]").describe();
    assertThat(keys(table.objects())).containsExactly("a/x/1.csv", "b/y=1/2.csv");
    assertThat(table.schema().toDDL()).isEqualTo("id INT,y INT");
    assertThatThrownBy(() -> discovery("paths", "[\"s3://b/a\", \"s3://other/b\"]").describe())
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot read s3://b/a and s3://other/b as one table: they lie in different buckets. Load them one by one and union the results.");
  }

  @Test
  void listsAKnownTablePageByPage() {
    store.withPageSize(1);
    csv("t/a.csv", "id INT");
    store.put("b", "t/b.json", "x");
    csv("t/c.csv", "id INT");
    Discovery discovery = discovery("prefix", "t");
    List<String> taken = new ArrayList<>();
    ListingSummary summary =
        new ObjectLister(store, discovery.query(discovery.scope(), "csv"))
            .forEach(object -> taken.add(object.key()));
    assertThat(taken).containsExactly("t/a.csv", "t/c.csv");
    assertThat(summary.excluded().counts())
        .containsOnly(Map.entry(ExclusionReason.OTHER_FORMAT, 1L));
  }

  @Test
  void notesColumnsThatAreCalledLikeOurs() {
    csv("t/a.csv", "id INT, _last_modified_time STRING");
    assertThat(discovery("prefix", "t").describe().reservedNames())
        .containsExactly("_last_modified_time");
  }

  @Test
  void includesAndExcludesByPatternsOnWholeKeys() {
    csv("data/prod/a/b.csv", "id INT");
    csv("data/prod/temp/c.csv", "id INT");
    csv("analytics/d.csv", "id INT");
    csv("x/e.csv", "id INT");
    DiscoveredTable table =
        discovery(
                "includePatterns", "data/prod/*,analytics/*",
                "excludePatterns", "*/temp/*,*/staging/*")
            .describe();
    assertThat(keys(table.objects())).containsExactly("analytics/d.csv", "data/prod/a/b.csv");
    assertThat(table.excluded()).containsOnly(Map.entry(ExclusionReason.PATTERN, 2L));
  }

  @Test
  void findsTablesByTheirFoldersAndOneFileOfEach() {
    store.withPageSize(2);
    for (int i = 0; i < 20; i++) {
      csv("data/users/%02d.csv".formatted(i), "id INT");
      csv("data/orders/%02d.csv".formatted(i), "id INT");
    }
    csv("data/root.csv", "id INT");
    csv("data/_old/a.csv", "id INT");
    store.put("b", "data/empty/a.csv", "");
    store.put("b", "data/texts/readme.md", "x");
    Discovery discovery = discovery("prefix", "data", "fileFormat", "csv");
    assertThat(discovery.scopes()).extracting(TableScope::name).containsExactly("orders", "users");
    assertThat(store.listed()).hasSizeLessThan(12);
    assertThat(discovery.scopes())
        .isEqualTo(discovery.tables().tables().stream().map(TableFiles::scope).toList());
    assertThat(discovery.scope("users")).isEqualTo(discovery.scopes().get(1));
  }

  @Test
  void findsTablesBelowPartitionFoldersByAFullListing() {
    csv("in/year=2023/customer/a.csv", "id INT");
    csv("in/year=2024/customer/b.csv", "id INT");
    csv("in/customer/c.csv", "id INT");
    Discovery discovery = discovery("prefix", "in");
    assertThat(discovery.scopes()).extracting(TableScope::name).containsExactly("customer");
    assertThat(discovery.scope("customer").roots()).hasSize(3);
    assertThat(keys(discovery.table("customer").objects()))
        .containsExactly(
            "in/customer/c.csv", "in/year=2023/customer/a.csv", "in/year=2024/customer/b.csv");
  }

  @Test
  void keepsATableThatHasNothingNew() {
    csv("data/users/a.csv", "id INT");
    Discovery discovery = discovery("prefix", "data", "cursor", "2030-01-01");
    DiscoveredTable table = discovery.discover().tables().get(0);
    assertThat(table.name()).isEqualTo("users");
    assertThat(table.objects()).isEmpty();
    assertThat(table.schema().toDDL()).isEqualTo("id INT");
    assertThat(discovery.scopes()).containsExactly(table.scope());
  }

  @Test
  void leavesForeignFilesOutOfTablesThatItLists() {
    csv("data/users/a.csv", "id INT");
    store.put("b", "data/users/readme.md", "x");
    DiscoveredTable table = discovery("prefix", "data").discover().tables().get(0);
    assertThat(keys(table.objects())).containsExactly("data/users/a.csv");
    assertThat(table.excluded()).containsOnly(Map.entry(ExclusionReason.OTHER_FORMAT, 1L));
  }

  @Test
  void takesADateForATimestampOnlyWithoutAPattern() {
    csv("t/a.csv", "at DATE");
    csv("t/b.csv", "at TIMESTAMP");
    assertThat(discovery("prefix", "t").describe().schema().toDDL()).isEqualTo("at TIMESTAMP");
    assertThat(
            discovery("prefix", "t", "timestampFormat", "yyyy-MM-dd HH:mm")
                .describe()
                .schema()
                .toDDL())
        .isEqualTo("at STRING");
  }

  @Test
  void dropsColumnsWithoutAValueIfToldSo() {
    store.put("b", "t/a.json", JSON.file("a VOID, b INT", 1));
    assertThat(discovery("prefix", "t").describe().schema().toDDL()).isEqualTo("a STRING,b INT");
    assertThat(discovery("prefix", "t", "dropFieldIfAllNull", "true").describe().schema().toDDL())
        .isEqualTo("b INT");
  }

  @Test
  void refusesToLookForTablesBelowSeveralPaths() {
    assertThatThrownBy(() -> discovery("paths", "[\"s3://b/a\", \"s3://b/c\"]").tables())
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use path 's3://b/a, s3://b/c': tables are found below one folder, these are more. Give a path such as s3://bucket/folder/.");
  }

  @Test
  void givesTheSameResultWhateverThreadIsFirst() {
    for (int i = 0; i < 40; i++) {
      csv(
          "t/%02d.csv".formatted(i),
          "c%02d INT, x %s".formatted(i % 7, i % 2 == 0 ? "INT" : "DATE"));
    }
    DiscoveredTable one =
        discovery("prefix", "t", "sampleFiles", "40", "maxThreads", "1").describe();
    DiscoveredTable many =
        discovery("prefix", "t", "sampleFiles", "40", "maxThreads", "16").describe();
    assertThat(many.schema()).isEqualTo(one.schema());
    assertThat(many.differences()).isEqualTo(one.differences());
  }
}
