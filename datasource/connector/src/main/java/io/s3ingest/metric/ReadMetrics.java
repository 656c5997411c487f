package io.s3ingest.metric;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * The counters of a read, as Spark's UI shows them. Spark makes each anew from its class name, so
 * each is a public class of its own.
 */
public final class ReadMetrics {
  public static final String FILES_LISTED = "filesListed";
  public static final String FILES_EXCLUDED = "filesExcluded";
  public static final String FILES_PRUNED = "filesPruned";
  public static final String FILES_READ = "filesRead";
  public static final String FILES_SKIPPED = "filesSkipped";
  public static final String BYTES_READ = "bytesRead";
  public static final String REQUESTS = "requests";
  public static final String BYTES_INFLATED = "bytesInflated";
  public static final String WAIT_MILLIS = "waitMillis";
  public static final String INFLATE_MILLIS = "inflateMillis";
  public static final String DECODE_MILLIS = "decodeMillis";
  public static final String RECORDS_FRAMED = "recordsFramed";
  public static final String RECORDS_REJECTED = "recordsRejected";
  public static final String RECORDS_MALFORMED = "recordsMalformed";
  public static final String RECORDS_HANDED_OVER = "recordsHandedOver";

  private ReadMetrics() {}

  /** Returns all of them. */
  public static CustomMetric[] all() {
    return new CustomMetric[] {
      new FilesListed(),
      new FilesExcluded(),
      new FilesPruned(),
      new FilesRead(),
      new FilesSkipped(),
      new BytesRead(),
      new Requests(),
      new BytesInflated(),
      new WaitMillis(),
      new InflateMillis(),
      new DecodeMillis(),
      new RecordsFramed(),
      new RecordsRejected(),
      new RecordsMalformed(),
      new RecordsHandedOver()
    };
  }

  /** A value of one of them. */
  public record Value(String name, long value) implements CustomTaskMetric {}

  /** Counts objects that a listing found below the path. */
  public static final class FilesListed extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_LISTED;
    }

    @Override
    public String description() {
      return "files listed";
    }
  }

  /** Counts listed objects that take no part in the table. */
  public static final class FilesExcluded extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_EXCLUDED;
    }

    @Override
    public String description() {
      return "files excluded";
    }
  }

  /** Counts objects of the table that no row of the result can come from. */
  public static final class FilesPruned extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_PRUNED;
    }

    @Override
    public String description() {
      return "files pruned by filters";
    }
  }

  /** Counts objects that were read to their end. */
  public static final class FilesRead extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_READ;
    }

    @Override
    public String description() {
      return "files read";
    }
  }

  /** Counts objects that a policy passed over. */
  public static final class FilesSkipped extends CustomSumMetric {
    @Override
    public String name() {
      return FILES_SKIPPED;
    }

    @Override
    public String description() {
      return "files skipped (missing, changed or corrupt)";
    }
  }

  /** Counts bytes that came from the store. */
  public static final class BytesRead extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES_READ;
    }

    @Override
    public String description() {
      return "bytes read from the store";
    }
  }

  /** Counts records found in the files. */
  public static final class RecordsFramed extends CustomSumMetric {
    @Override
    public String name() {
      return RECORDS_FRAMED;
    }

    @Override
    public String description() {
      return "records found";
    }
  }

  /** Counts bad records that mode=DROPMALFORMED dropped. */
  public static final class RecordsRejected extends CustomSumMetric {
    @Override
    public String name() {
      return RECORDS_REJECTED;
    }

    @Override
    public String description() {
      return "records rejected";
    }
  }

  /** Counts bad records that mode=PERMISSIVE kept, with NULLs. */
  public static final class RecordsMalformed extends CustomSumMetric {
    @Override
    public String name() {
      return RECORDS_MALFORMED;
    }

    @Override
    public String description() {
      return "malformed records kept with NULLs";
    }
  }

  /** Counts records of which Spark's own parser read a value or all. */
  public static final class RecordsHandedOver extends CustomSumMetric {
    @Override
    public String name() {
      return RECORDS_HANDED_OVER;
    }

    @Override
    public String description() {
      return "records left to Spark's parser";
    }
  }

  /** Counts GETs, each once however often it is tried. */
  public static final class Requests extends CustomSumMetric {
    @Override
    public String name() {
      return REQUESTS;
    }

    @Override
    public String description() {
      return "requests for bytes of files";
    }
  }

  /** Counts bytes that came out of compressed objects. */
  public static final class BytesInflated extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES_INFLATED;
    }

    @Override
    public String description() {
      return "bytes inflated";
    }
  }

  /** Sums the time in which a task had nothing to decode. */
  public static final class WaitMillis extends CustomSumMetric {
    @Override
    public String name() {
      return WAIT_MILLIS;
    }

    @Override
    public String description() {
      return "time waiting for the store (ms, all tasks)";
    }
  }

  /**
   * Sums the time that decompression took; of long objects, which another thread decompresses, what
   * the task waited for it.
   */
  public static final class InflateMillis extends CustomSumMetric {
    @Override
    public String name() {
      return INFLATE_MILLIS;
    }

    @Override
    public String description() {
      return "time inflating (ms, all tasks)";
    }
  }

  /** Sums the time that is left. */
  public static final class DecodeMillis extends CustomSumMetric {
    @Override
    public String name() {
      return DECODE_MILLIS;
    }

    @Override
    public String description() {
      return "time decoding (ms, all tasks)";
    }
  }
}
