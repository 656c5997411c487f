package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.Misfit;
import io.s3ingest.decode.MisfitListener;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of records that do not fit: once for each object or piece, of the first ones of a task.
 * Values are not named, as logs are read by more people than tables.
 */
final class MisfitLog implements MisfitListener {
  private static final Logger LOG = LoggerFactory.getLogger(MisfitLog.class);
  private static final int MOST_OBJECTS = 10;

  private final boolean everyRow;
  private int objects;
  private long records;
  private boolean kept;
  private String first;

  /** A log of a reader that gives every row, or leaves some out. */
  MisfitLog(boolean everyRow) {
    this.everyRow = everyRow;
  }

  @Override
  public void met(Misfit misfit) {
    if (records++ == 0 && objects < MOST_OBJECTS) {
      kept = misfit.isKept();
      first = place(misfit) + ": " + why(misfit.fields());
    }
  }

  private String place(Misfit misfit) {
    if (!everyRow) {
      return "";
    }
    return (misfit.isKept() ? " at row " : " before row ") + misfit.rowIndex();
  }

  private static String why(List<Misfit.Field> fields) {
    return fields.isEmpty()
        ? "it is broken or of another shape"
        : fields.stream()
            .map(field -> field.column().name() + " is no " + field.column().dataType().sql())
            .collect(Collectors.joining(", "));
  }

  /** Ends a split. */
  void finish(FileSplit split) {
    if (records > 0 && objects++ < MOST_OBJECTS) {
      String piece = split.start() > 0 ? " from byte " + split.start() : "";
      LOG.warn(
          "{} malformed record(s) in {}{} {}, the first{}. {}",
          records,
          split.object().uri(),
          piece,
          kept ? "read with NULLs" : "dropped",
          first,
          kept
              ? "mode=FAILFAST fails instead, mode=DROPMALFORMED drops them."
              : "mode=PERMISSIVE reads them with NULLs, mode=FAILFAST fails instead.");
    }
    records = 0;
  }
}
