package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.Misfit;
import io.s3ingest.decode.MisfitListener;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of records that do not fit: once for each object, of the first ones of a task. Values are
 * not named, as logs are read by more people than tables.
 */
final class MisfitLog implements MisfitListener {
  private static final Logger LOG = LoggerFactory.getLogger(MisfitLog.class);
  private static final int MOST_OBJECTS = 10;

  private int objects;
  private long records;
  private String first;

  @Override
  public void met(Misfit misfit) {
    if (records++ == 0 && objects < MOST_OBJECTS) {
      first = worded(misfit);
    }
  }

  private static String worded(Misfit misfit) {
    List<Misfit.Field> fields = misfit.fields();
    String why =
        fields.isEmpty()
            ? "it is broken, or its number of fields is another"
            : fields.stream()
                .map(field -> field.column().name() + " is no " + field.column().dataType().sql())
                .collect(Collectors.joining(", "));
    return "%s row %d: %s".formatted(misfit.isKept() ? "at" : "before", misfit.rowIndex(), why);
  }

  /** Ends a split. */
  void finish(FileSplit split) {
    if (records > 0 && objects++ < MOST_OBJECTS) {
      String piece = split.start() > 0 ? " from byte " + split.start() : "";
      LOG.warn(
          "{} malformed record(s) in {}{}, the first {} (rows count from 0). They are read with"
              + " NULLs, or dropped with mode=DROPMALFORMED; mode=FAILFAST fails instead.",
          records,
          split.object().uri(),
          piece,
          first);
    }
    records = 0;
  }
}
