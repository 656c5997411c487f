package io.s3ingest.changes;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.StartingFrom;

/**
 * A place in a feed of changes, as its rows show it and {@code startingPosition} takes it: {@code
 * <key>_s<second>} inside a snapshot, {@code <key>_c<second>} behind it.
 *
 * @param key where the snapshot goes on; of no meaning behind it
 * @param snapshot whether keys behind {@code key} are still to be given as they are
 * @param second changes later than this second of the Unix time are still to be given
 */
public record ChangePosition(String key, boolean snapshot, long second) {
  private static final String OPTION = "startingPosition";
  private static final String RULE =
      "a position such as orders/7.json_s1634049397 or orders/7.json_c1634049397";

  /** Reads a token; its key may hold any character. */
  public static ChangePosition parse(String token) {
    int split = token.lastIndexOf('_');
    String mark = token.substring(split + 1);
    if (split < 0 || !mark.matches("[sc][0-9]{1,12}")) {
      throw OptionErrors.invalidValue(OPTION, token, RULE);
    }
    return new ChangePosition(
        token.substring(0, split), mark.charAt(0) == 's', Long.parseLong(mark.substring(1)));
  }

  /**
   * Reads where a feed starts: a token, or {@code earliest}, {@code latest} or a time as {@link
   * StartingFrom} writes them.
   */
  public static ChangePosition start(String text) {
    if (text.indexOf('_') >= 0) {
      return parse(text);
    }
    StartingFrom from = StartingFrom.parse(text);
    return switch (from.kind()) {
      case EARLIEST -> new ChangePosition("", true, Long.MIN_VALUE);
      case LATEST -> new ChangePosition("", false, Long.MAX_VALUE);
      case TIME -> new ChangePosition("", false, from.time().getEpochSecond() - 1);
    };
  }

  /** Returns what stands behind the key of an object of a snapshot. */
  public static String snapshotMark(long newestSecond) {
    return "s" + newestSecond;
  }

  /** Returns what stands behind the key of a change. */
  public static String changeMark(long second) {
    return "c" + second;
  }

  /** Returns whether a key is still to be given by the snapshot. */
  public boolean snapshots(String other) {
    return snapshot && KeyOrder.INSTANCE.compare(other, key) > 0;
  }
}
