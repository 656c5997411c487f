package io.s3ingest.options;

import static io.s3ingest.options.ConfigOption.bool;
import static io.s3ingest.options.ConfigOption.bytes;
import static io.s3ingest.options.ConfigOption.duration;
import static io.s3ingest.options.ConfigOption.intAtLeast;
import static io.s3ingest.options.ConfigOption.oneOf;
import static io.s3ingest.options.ConfigOption.string;

import io.s3ingest.options.ConfigOption.Topic;
import java.time.Duration;
import java.util.List;

/** Every option that only a stream heeds. */
public final class S3IngestStreamOptions {
  public static final ConfigOption<Integer> MAX_FILES_PER_TRIGGER =
      intAtLeast("maxFilesPerTrigger", 1, 1000, "Most files that one micro-batch may read.")
          .alias("cloudFiles.maxFilesPerTrigger")
          .under(Topic.STREAM);
  public static final ConfigOption<Long> MAX_BYTES_PER_TRIGGER =
      bytes(
              "maxBytesPerTrigger",
              1,
              null,
              "Most stored bytes that one micro-batch may read; its first file is read in any case.")
          .alias("cloudFiles.maxBytesPerTrigger")
          .under(Topic.STREAM)
          .defaultShownAs("no limit");
  public static final ConfigOption<Duration> POLLING_INTERVAL =
      duration(
              "pollingInterval",
              Duration.ofSeconds(1),
              Duration.ofSeconds(10),
              "Time between two listings of a stream; AvailableNow does not wait.")
          .under(Topic.STREAM)
          .defaultShownAs("10s");
  public static final ConfigOption<Duration> POLLING_PERIOD =
      duration(
              "pollingPeriod",
              Duration.ofMillis(100),
              Duration.ofSeconds(1),
              "Another name of pollingInterval that may be as short as 100ms.")
          .under(Topic.STREAM)
          .defaultShownAs("");
  public static final ConfigOption<Boolean> READ_CHANGE_FEED =
      bool(
              "readChangeFeed",
              false,
              "Gives inserts, updates and deletes of objects: first what is there, then what changes.")
          .alias("readChangeData")
          .under(Topic.STREAM);
  public static final ConfigOption<String> STARTING_POSITION =
      string(
              "startingPosition",
              null,
              "Where a feed of changes starts: a position that its rows show, such as a/key_s12345 or a/key_c1634049397.")
          .under(Topic.STREAM);
  public static final ConfigOption<StartingFrom> STARTING_FROM =
      ConfigOption.of(
              "startingFrom",
              "earliest, latest or a timestamp such as 2026-01-15T10:30:00Z",
              StartingFrom::parse,
              StartingFrom.EARLIEST,
              "Which of the objects that a new stream finds it reads: all, none, or those modified at or after a time.")
          .under(Topic.STREAM);
  public static final ConfigOption<Boolean> INCLUDE_EXISTING_FILES =
      bool("includeExistingFiles", null, "false is startingFrom=latest.")
          .alias("cloudFiles.includeExistingFiles")
          .under(Topic.STREAM)
          .defaultShownAs("true");
  public static final ConfigOption<String> SCHEMA_LOCATION =
      string(
              "schemaLocation",
              null,
              "A folder that keeps the inferred columns, so that every start has those of the first; the checkpoint will do.")
          .alias("cloudFiles.schemaLocation")
          .under(Topic.STREAM);
  public static final ConfigOption<StreamOverwrite> ON_OVERWRITE =
      oneOf(
              "onOverwrite",
              StreamOverwrite.class,
              StreamOverwrite.IGNORE,
              "What becomes of an object that the stream has taken and that has other content now; sync has its own.")
          .under(Topic.STREAM);
  public static final ConfigOption<Boolean> ALLOW_OVERWRITES =
      bool("allowOverwrites", null, "true is onOverwrite=append, false onOverwrite=ignore.")
          .alias("cloudFiles.allowOverwrites")
          .under(Topic.STREAM)
          .defaultShownAs("false");

  /** The options of a stream in the order of the docs. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          MAX_FILES_PER_TRIGGER,
          MAX_BYTES_PER_TRIGGER,
          POLLING_INTERVAL,
          POLLING_PERIOD,
          READ_CHANGE_FEED,
          STARTING_POSITION,
          STARTING_FROM,
          INCLUDE_EXISTING_FILES,
          SCHEMA_LOCATION,
          ON_OVERWRITE,
          ALLOW_OVERWRITES);

  private S3IngestStreamOptions() {}
}
