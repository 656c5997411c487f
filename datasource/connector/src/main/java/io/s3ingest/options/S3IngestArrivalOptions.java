package io.s3ingest.options;

import static io.s3ingest.options.ConfigOption.duration;
import static io.s3ingest.options.ConfigOption.oneOf;
import static io.s3ingest.options.ConfigOption.string;

import io.s3ingest.options.ConfigOption.Topic;
import java.time.Duration;
import java.util.List;

/** What an object waits for before a stream or a sync takes it. */
public final class S3IngestArrivalOptions {
  public static final ConfigOption<Duration> MIN_FILE_AGE =
      duration(
              "minFileAge",
              Duration.ZERO,
              Duration.ZERO,
              "Age that an object must have by the store's clock to be taken; younger ones are pending.")
          .under(Topic.ARRIVAL)
          .defaultShownAs("0s");
  public static final ConfigOption<ArrivalGate> ARRIVAL_GATE =
      oneOf(
              "arrivalGate",
              ArrivalGate.class,
              ArrivalGate.NONE,
              "What an object waits for, pending till then: marker (arrivalFile lies in its folder), manifest (arrivalFile in its folder names it), twin (an object of its name and arrivalSuffix).")
          .under(Topic.ARRIVAL);
  public static final ConfigOption<String> ARRIVAL_FILE =
      string(
              "arrivalFile",
              null,
              "Name of the marker or manifest; a manifest is a line of text for each name, or JSON with names in arrays or as url or key.")
          .under(Topic.ARRIVAL)
          .defaultShownAs("_SUCCESS; manifest.json for a manifest");
  public static final ConfigOption<String> ARRIVAL_SUFFIX =
      string("arrivalSuffix", ".done", "What the name of a twin has behind the object's name.")
          .under(Topic.ARRIVAL);

  /** These options in the order of the docs. */
  public static final List<ConfigOption<?>> ALL =
      List.of(MIN_FILE_AGE, ARRIVAL_GATE, ARRIVAL_FILE, ARRIVAL_SUFFIX);

  private S3IngestArrivalOptions() {}
}
