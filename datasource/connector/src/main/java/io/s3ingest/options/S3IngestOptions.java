package io.s3ingest.options;

import static io.s3ingest.options.ConfigOption.bool;
import static io.s3ingest.options.ConfigOption.bytes;
import static io.s3ingest.options.ConfigOption.duration;
import static io.s3ingest.options.ConfigOption.instant;
import static io.s3ingest.options.ConfigOption.intAtLeast;
import static io.s3ingest.options.ConfigOption.list;
import static io.s3ingest.options.ConfigOption.oneOf;
import static io.s3ingest.options.ConfigOption.string;

import io.s3ingest.options.ConfigOption.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Every option of {@code format("s3ingest")}; sync has its own beside them. */
public final class S3IngestOptions {
  // What is read.
  public static final ConfigOption<String> PATH =
      string(
          "path", null, "An s3:// or s3a:// path, folder, object or glob: what load() is given.");
  public static final ConfigOption<String> PATHS =
      string("paths", null, "Several paths as a JSON array: what load(a, b) is given.");
  public static final ConfigOption<String> BUCKET =
      string("bucket", null, "The bucket to read.").alias("bucketName", "aws.bucket");
  public static final ConfigOption<String> PREFIX =
      string("prefix", "", "A folder in the bucket, or one exact key; never a part of a name.")
          .alias("pathPrefix");
  public static final ConfigOption<String> TABLE =
      string("table", null, "A folder below the prefix: reads only that one.");
  public static final ConfigOption<String> FILE_FORMAT =
      string("fileFormat", null, "csv, json or parquet; told from names and content if not set.")
          .alias("filetype", "cloudFiles.format")
          .defaultShownAs("detected");
  public static final ConfigOption<Compression> COMPRESSION =
      oneOf(
          "compression",
          Compression.class,
          Compression.AUTO,
          "How objects of text are compressed; auto tells by the end of the name, or by the first bytes.");
  public static final ConfigOption<RecordShape> RECORD_SHAPE =
      oneOf(
          "recordShape",
          RecordShape.class,
          RecordShape.ROWS,
          "rows decodes objects; object gives each as one row of key, payload and metadata.");
  public static final ConfigOption<String> PLAN =
      string("plan", null, "Reads exactly the objects of this plan file.");
  public static final ConfigOption<String> RUN_ID =
      string("runId", null, "Set by sync beside plan: the run that counts are reported to.");

  // How the store is reached.
  public static final ConfigOption<StoreKind> STORE =
      oneOf("store", StoreKind.class, StoreKind.S3, "s3, or hadoop for any Hadoop FileSystem.")
          .under(Topic.STORE);
  public static final ConfigOption<String> ENDPOINT =
      string("endpoint", null, "URL of an S3-compatible store; AWS if not set.")
          .alias("endPointURL", "endpointUrl", "aws.url")
          .under(Topic.STORE);
  public static final ConfigOption<String> REGION =
      string("region", null, "Region that requests are signed for.")
          .alias("aws.region")
          .under(Topic.STORE)
          .defaultShownAs("the environment's, else us-east-1");
  public static final ConfigOption<String> ACCESS_KEY_ID =
      string("accessKeyId", null, "Access key; needs secretAccessKey.")
          .alias("awsAccessKeyId", "aws.accessKeyId", "cloudFiles.awsAccessKey", "accessKey")
          .under(Topic.STORE);
  public static final ConfigOption<String> SECRET_ACCESS_KEY =
      string("secretAccessKey", null, "Secret key; needs accessKeyId.")
          .alias(
              "awsSecretAccessKey", "aws.secretAccessKey", "cloudFiles.awsSecretKey", "secretKey")
          .under(Topic.STORE)
          .asSecret();
  public static final ConfigOption<String> SESSION_TOKEN =
      string("sessionToken", null, "Token of temporary keys.")
          .alias("awsSessionToken")
          .under(Topic.STORE)
          .asSecret();
  public static final ConfigOption<Boolean> ANONYMOUS =
      bool("anonymous", false, "Sends unsigned requests, for public buckets.").under(Topic.STORE);
  public static final ConfigOption<String> PROFILE =
      string("profile", null, "A profile of the AWS configuration files.")
          .alias("localProfile")
          .under(Topic.STORE);
  public static final ConfigOption<String> ROLE_ARN =
      string("roleArn", null, "A role to assume, with the given keys (or the chain) as its base.")
          .alias("assumeRoleArn", "cloudFiles.roleArn")
          .under(Topic.STORE);
  public static final ConfigOption<String> ROLE_EXTERNAL_ID =
      string("roleExternalId", null, "External id of the role.").under(Topic.STORE);
  public static final ConfigOption<String> ROLE_SESSION_NAME =
      string("roleSessionName", "s3ingest", "Session name of the role.").under(Topic.STORE);
  public static final ConfigOption<String> STS_ENDPOINT =
      string("stsEndpoint", null, "URL of the token service.").under(Topic.STORE);
  public static final ConfigOption<Boolean> INSTANCE_PROFILE =
      bool("useInstanceProfile", false, "Takes the keys of the machine's own role.")
          .under(Topic.STORE);
  public static final ConfigOption<Boolean> PATH_STYLE_ACCESS =
      bool("pathStyleAccess", null, "Puts the bucket into the path instead of the host name.")
          .alias("usePathStyle", "forcePathStyle")
          .under(Topic.STORE)
          .defaultShownAs("true for any endpoint outside AWS");
  public static final ConfigOption<Boolean> VERIFY_SSL =
      bool("verifySSL", true, "Checks the certificate of the endpoint.").under(Topic.STORE);
  public static final ConfigOption<String> SSL_CERT_PATH =
      string("sslCertPath", null, "A PEM file with certificates to trust besides the JVM's.")
          .under(Topic.STORE);
  public static final ConfigOption<String> PROXY_HOST =
      string("proxyHost", null, "Host of an HTTP proxy.").under(Topic.STORE);
  public static final ConfigOption<Integer> PROXY_PORT =
      intAtLeast("proxyPort", 1, 8080, "Port of the proxy.").under(Topic.STORE);
  public static final ConfigOption<String> PROXY_USERNAME =
      string("proxyUsername", null, "User of the proxy.").under(Topic.STORE);
  public static final ConfigOption<String> PROXY_PASSWORD =
      string("proxyPassword", null, "Password of the proxy.").under(Topic.STORE).asSecret();
  public static final ConfigOption<Boolean> REQUESTER_PAYS =
      bool("requesterPays", false, "Accepts the costs of a requester-pays bucket.")
          .under(Topic.STORE);
  public static final ConfigOption<Integer> RETRY_COUNT =
      intAtLeast("retryCount", 0, 3, "Retries after the first try of a request.")
          .alias("maxRetries")
          .under(Topic.STORE);
  public static final ConfigOption<Duration> CONNECT_TIMEOUT =
      duration("connectTimeout", Duration.ofMillis(1), Duration.ofSeconds(10), "Time to connect.")
          .under(Topic.STORE)
          .defaultShownAs("10s");
  public static final ConfigOption<Duration> READ_TIMEOUT =
      duration(
              "readTimeout",
              Duration.ofMillis(1),
              Duration.ofSeconds(60),
              "Longest silence of a connection.")
          .under(Topic.STORE)
          .defaultShownAs("60s");

  // Which files.
  public static final ConfigOption<Instant> CURSOR =
      instant("cursor", "Reads only objects modified after this time; the same as modifiedAfter.")
          .under(Topic.FILES);
  public static final ConfigOption<Instant> MODIFIED_AFTER =
      instant("modifiedAfter", "Reads only objects modified after this time.")
          .alias("startDate")
          .under(Topic.FILES);
  public static final ConfigOption<Instant> MODIFIED_BEFORE =
      instant("modifiedBefore", "Reads only objects modified before this time.").under(Topic.FILES);
  public static final ConfigOption<Instant> TIMESTAMP_AS_OF =
      instant(
              "timestampAsOf",
              "Reads the folder as it was at this time, that moment included; the bucket must keep versions.")
          .under(Topic.FILES);
  public static final ConfigOption<String> VERSION_AS_OF =
      string(
              "versionAsOf",
              null,
              "Refused: each object has versions of its own, a folder has none; see timestampAsOf.")
          .under(Topic.FILES);
  public static final ConfigOption<List<String>> INCLUDE_PATTERNS =
      list("includePatterns", "Globs on the whole key, * crosses /: one must match.")
          .under(Topic.FILES);
  public static final ConfigOption<List<String>> EXCLUDE_PATTERNS =
      list("excludePatterns", "Globs on the whole key, * crosses /: none may match.")
          .under(Topic.FILES);
  public static final ConfigOption<TableNaming> TABLE_NAMING =
      oneOf(
              "tableNaming",
              TableNaming.class,
              TableNaming.FIRST_FOLDER,
              "How folders become tables, in the catalog and the command line.")
          .under(Topic.FILES);
  public static final ConfigOption<Boolean> PARTITION_COLUMNS =
      bool("partitionColumns", true, "Turns key=value folders into columns.")
          .alias("enablePartitionParsing")
          .under(Topic.FILES);

  // Schema.
  public static final ConfigOption<Integer> SAMPLE_FILES =
      intAtLeast("sampleFiles", 1, 10, "Files that the schema is inferred from.")
          .alias("recentNFilesToReadForSchemaDiscovery")
          .under(Topic.SCHEMA);
  public static final ConfigOption<Long> SAMPLE_BYTES =
      bytes("sampleBytes", 1, 4L << 20, "Decoded bytes that are looked at in each sampled file.")
          .under(Topic.SCHEMA);
  public static final ConfigOption<SchemaCheck> SCHEMA_CHECK =
      oneOf(
              "schemaCheck",
              SchemaCheck.class,
              SchemaCheck.EVOLVE,
              "Whether files of one table may differ: evolve merges them, strict refuses.")
          .under(Topic.SCHEMA);
  public static final ConfigOption<String> SCHEMA_HINTS =
      string("schemaHints", null, "Types of columns in DDL, such as 'qty BIGINT, paid DATE'.")
          .alias("cloudFiles.schemaHints")
          .under(Topic.SCHEMA);

  // Size and parallelism.
  public static final ConfigOption<Long> MAX_GROUP_BYTES =
      bytes("maxGroupBytes", 1, 2L << 30, "Most stored bytes of one file group, which is one task.")
          .under(Topic.SPEED);
  public static final ConfigOption<Integer> MAX_GROUP_FILES =
      intAtLeast("maxGroupFiles", 1, 10_000, "Most files of one file group.").under(Topic.SPEED);
  public static final ConfigOption<Long> MIN_SPLIT_BYTES =
      bytes(
              "minSplitBytes",
              1,
              32L << 20,
              "Least bytes of a piece where an object that is larger than the share of a task is cut:"
                  + " Parquet, JSON lines, and CSV; of compressed ones, those of several frames.")
          .under(Topic.SPEED);
  public static final ConfigOption<Integer> BATCH_ROWS =
      intAtLeast("batchRows", 1, 4096, "Rows of one column batch.")
          .alias("rowsPerRecord")
          .under(Topic.SPEED);
  public static final ConfigOption<Integer> CONCURRENCY =
      of("concurrency", 50, "GETs in flight per executor; -1 for no limit.").under(Topic.SPEED);
  public static final ConfigOption<Long> PREFETCH_BYTES =
      bytes(
              "prefetchBytes",
              0,
              32L << 20,
              "Most memory of a task for stored bytes that are fetched ahead: the next objects, and the next pieces of a long one. 0 fetches nothing ahead.")
          .under(Topic.SPEED);
  public static final ConfigOption<Integer> MAX_THREADS =
      intAtLeast("maxThreads", 1, 10, "Files that are sampled or listed at once by the driver.")
          .alias("maxWorkers")
          .under(Topic.SPEED);
  public static final ConfigOption<Long> MAX_RECORD_BYTES =
      bytes("maxRecordBytes", 1, 64L << 20, "Longest record that is accepted.").under(Topic.SPEED);

  public static final ConfigOption<Long> INFLATE_BYTES =
      bytes(
              "inflateBytes",
              0,
              64L << 20,
              "Most memory of a task in which the native library inflates a gzip object at once; larger ones are streamed by Java, on a thread beside the task's. 0 does without the library and the thread.")
          .under(Topic.SPEED);

  // CSV and JSON: Spark's names, Spark's meanings when given.
  public static final ConfigOption<String> SEP = text("sep", "Field separator.").alias("delimiter");
  public static final ConfigOption<String> HEADER =
      text("header", "Whether the first line names the columns.")
          .alias("hasHeader")
          .defaultShownAs("true");
  public static final ConfigOption<String> SKIP_ROWS =
      text("skipRows", "Lines to skip before the header.").defaultShownAs("0");
  public static final ConfigOption<String> QUOTE =
      text("quote", "Quote character.").alias("quoteCharacter").defaultShownAs("\"");
  public static final ConfigOption<String> ESCAPE =
      text("escape", "Escape character inside quotes.").defaultShownAs("the quote (RFC 4180)");
  public static final ConfigOption<String> MODE =
      text("mode", "What becomes of a bad record: PERMISSIVE, DROPMALFORMED or FAILFAST.")
          .defaultShownAs("PERMISSIVE");
  public static final ConfigOption<String> MULTI_LINE =
      text("multiLine", "CSV: line breaks inside quotes. JSON: one document a file.")
          .alias("multiline");
  public static final ConfigOption<String> CORRUPT_COLUMN =
      text(
          "columnNameOfCorruptRecord", "String column of the schema that takes bad records whole.");

  /** The options of CSV and JSON that go to the decoders as they are. */
  public static final List<ConfigOption<?>> TEXT_OPTIONS =
      List.of(
          SEP,
          HEADER,
          SKIP_ROWS,
          QUOTE,
          ESCAPE,
          MODE,
          MULTI_LINE,
          CORRUPT_COLUMN,
          text("comment", "Lines that begin with this character are skipped."),
          text("nullValue", "Text that stands for NULL."),
          text("emptyValue", "What an empty quoted field becomes."),
          text("nanValue", "Text that stands for NaN."),
          text("positiveInf", "Text that stands for infinity."),
          text("negativeInf", "Text that stands for negative infinity."),
          text("ignoreLeadingWhiteSpace", "Trims fields on the left."),
          text("ignoreTrailingWhiteSpace", "Trims fields on the right."),
          text("charToEscapeQuoteEscaping", "Escape of the escape character."),
          text("unescapedQuoteHandling", "What an unescaped quote in a field does."),
          text("maxColumns", "Most columns of a record."),
          text("maxCharsPerColumn", "Most characters of a field."),
          text("enforceSchema", "Accepted; columns are always bound by header name."),
          text("inferSchema", "Whether CSV columns are typed from their values.")
              .alias("inferColumnTypes")
              .defaultShownAs("true"),
          text("preferDate", "Whether dates are inferred as DATE."),
          text("samplingRatio", "Accepted; sampleFiles and sampleBytes bound the sample."),
          text("encoding", "Character set of the files.").alias("charset").defaultShownAs("UTF-8"),
          text("lineSep", "Record separator.").alias("lineSeparator"),
          text("locale", "Locale of dates and numbers."),
          text("timeZone", "Zone of times without one.").defaultShownAs("the session's"),
          text("dateFormat", "Pattern of dates."),
          text("timestampFormat", "Pattern of timestamps."),
          text("timestampNTZFormat", "Pattern of timestamps without zone."),
          text("enableDateTimeParsingFallback", "Older date parsing as a second try."),
          text("primitivesAsString", "JSON: infers every scalar as STRING."),
          text("prefersDecimal", "Infers decimals instead of doubles."),
          text("allowComments", "JSON: accepts comments."),
          text("allowUnquotedFieldNames", "JSON: accepts names without quotes."),
          text("allowSingleQuotes", "JSON: accepts single quotes."),
          text("allowNumericLeadingZeros", "JSON: accepts 007.").alias("allowNumericLeadingZero"),
          text("allowBackslashEscapingAnyCharacter", "JSON: accepts any escaped character."),
          text("allowUnquotedControlChars", "JSON: accepts raw control characters."),
          text("allowNonNumericNumbers", "JSON: accepts NaN and infinities."),
          text("dropFieldIfAllNull", "JSON: leaves out columns that are always NULL."),
          text("inferTimestamp", "JSON: infers timestamps from strings."));

  // Bad objects.
  public static final ConfigOption<BadObjectPolicy> ON_MISSING =
      oneOf(
              "onMissing",
              BadObjectPolicy.class,
              BadObjectPolicy.FAIL,
              "What becomes of an object that vanished after it was listed, or that is archived: fail, skip, or quarantine, which a sync remembers. A sync skips it unless told otherwise.")
          .under(Topic.FAILURES);
  public static final ConfigOption<BadObjectPolicy> ON_CORRUPT =
      oneOf(
              "onCorrupt",
              BadObjectPolicy.class,
              BadObjectPolicy.FAIL,
              "What becomes of an object that cannot be decoded: fail; skip, so that a sync does not look at it again until it changes; or quarantine, so that a sync offers it again. A sync quarantines it unless told otherwise.")
          .under(Topic.FAILURES);
  public static final ConfigOption<BadObjectPolicy> ON_CHANGED =
      oneOf(
              "onChanged",
              BadObjectPolicy.class,
              BadObjectPolicy.FAIL,
              "What becomes of an object that changed after it was listed: fail, skip or quarantine. A sync skips it unless told otherwise, and takes its new version next time.")
          .under(Topic.FAILURES);

  /** The options of {@code format("s3ingest")} in the order of the docs. */
  public static final List<ConfigOption<?>> ALL = all();

  private S3IngestOptions() {}

  private static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> out =
        new java.util.ArrayList<>(
            List.of(
                PATH,
                PATHS,
                BUCKET,
                PREFIX,
                TABLE,
                FILE_FORMAT,
                COMPRESSION,
                RECORD_SHAPE,
                PLAN,
                RUN_ID,
                STORE,
                ENDPOINT,
                REGION,
                ACCESS_KEY_ID,
                SECRET_ACCESS_KEY,
                SESSION_TOKEN,
                ANONYMOUS,
                PROFILE,
                ROLE_ARN,
                ROLE_EXTERNAL_ID,
                ROLE_SESSION_NAME,
                STS_ENDPOINT,
                INSTANCE_PROFILE,
                PATH_STYLE_ACCESS,
                VERIFY_SSL,
                SSL_CERT_PATH,
                PROXY_HOST,
                PROXY_PORT,
                PROXY_USERNAME,
                PROXY_PASSWORD,
                REQUESTER_PAYS,
                RETRY_COUNT,
                CONNECT_TIMEOUT,
                READ_TIMEOUT,
                CURSOR,
                MODIFIED_AFTER,
                MODIFIED_BEFORE,
                TIMESTAMP_AS_OF,
                VERSION_AS_OF,
                INCLUDE_PATTERNS,
                EXCLUDE_PATTERNS,
                TABLE_NAMING,
                PARTITION_COLUMNS,
                SAMPLE_FILES,
                SAMPLE_BYTES,
                SCHEMA_CHECK,
                SCHEMA_HINTS,
                MAX_GROUP_BYTES,
                MIN_SPLIT_BYTES,
                MAX_GROUP_FILES,
                BATCH_ROWS,
                CONCURRENCY,
                PREFETCH_BYTES,
                MAX_THREADS,
                MAX_RECORD_BYTES,
                INFLATE_BYTES,
                ON_MISSING,
                ON_CORRUPT,
                ON_CHANGED));
    out.addAll(S3IngestStreamOptions.ALL);
    out.addAll(S3IngestArrivalOptions.ALL);
    out.addAll(TEXT_OPTIONS);
    return List.copyOf(out);
  }

  private static ConfigOption<String> text(String name, String doc) {
    return string(name, null, doc).under(Topic.TEXT).defaultShownAs("Spark's");
  }

  private static ConfigOption<Integer> of(String name, int defaultValue, String doc) {
    return ConfigOption.of(
        name,
        "-1 or an integer >= 1",
        text -> {
          int value = Integer.parseInt(text.trim());
          return value == -1 || value >= 1 ? value : null;
        },
        defaultValue,
        doc);
  }
}
