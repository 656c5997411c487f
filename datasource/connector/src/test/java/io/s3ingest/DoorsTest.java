package io.s3ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;

/** Holds the doors between the rooms: imports only go down, and each library has one room. */
@AnalyzeClasses(packages = "io.s3ingest", importOptions = ImportOption.DoNotIncludeTests.class)
final class DoorsTest {
  private static final String ROOT = "io.s3ingest.";

  @ArchTest static final ArchRule roomsImportOnlyWhatIsDrawn = rooms();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.s3ingest.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule formatsAreStrangers =
      slices()
          .matching("io.s3ingest.decode.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              JavaClass.Predicates.resideInAPackage("io.s3ingest.decode.."),
              JavaClass.Predicates.resideInAnyPackage(
                  "io.s3ingest.decode.text..", "io.s3ingest.decode.compress.."));

  @ArchTest
  static final ArchRule onlyTheS3StoreSeesTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.s3ingest.store.s3..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  @ArchTest
  static final ArchRule onlyOneRoomSeesIceberg =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.s3ingest.sync.iceberg..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.iceberg..");

  @ArchTest
  static final ArchRule hadoopFileSystemsStayInTheirRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.s3ingest.store.hadoop..", "io.s3ingest.decode.parquet..")
          // Spark takes the bytes that a task has read from Hadoop's statistics alone.
          .and()
          .doNotHaveFullyQualifiedName("io.s3ingest.metric.InputBytes")
          // A stream's log lies in Spark's checkpoint and is written as Spark writes there.
          .and()
          .doNotHaveFullyQualifiedName("io.s3ingest.spark.stream.CheckpointFiles")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hadoop.fs..");

  @ArchTest
  static final ArchRule dataSourceApiStaysInItsRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.s3ingest", "io.s3ingest.spark..", "io.s3ingest.catalog..", "io.s3ingest.metric..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark.sql.connector..");

  private static LayeredArchitecture rooms() {
    LayeredArchitecture rooms =
        Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String room :
        new String[] {
          "store",
          "cursor",
          "schema",
          "listing",
          "changes",
          "plan",
          "decode",
          "discovery",
          "spark",
          "sync",
          "catalog",
          "cli"
        }) {
      rooms = rooms.layer(room).definedBy(ROOT + room + "..");
    }
    return rooms
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("sync")
        .mayOnlyBeAccessedByLayers("catalog", "cli")
        .whereLayer("spark")
        .mayOnlyBeAccessedByLayers("catalog", "cli")
        .whereLayer("discovery")
        .mayOnlyBeAccessedByLayers("spark", "sync", "catalog", "cli")
        .whereLayer("decode")
        .mayOnlyBeAccessedByLayers("discovery", "spark", "catalog", "sync", "cli")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("spark", "sync", "catalog", "cli")
        .whereLayer("changes")
        .mayOnlyBeAccessedByLayers("spark", "catalog", "cli")
        .whereLayer("listing")
        .mayOnlyBeAccessedByLayers("changes", "discovery", "spark", "sync", "catalog", "cli")
        .whereLayer("schema")
        .mayOnlyBeAccessedByLayers("decode", "discovery", "spark", "sync", "catalog", "cli");
  }
}
