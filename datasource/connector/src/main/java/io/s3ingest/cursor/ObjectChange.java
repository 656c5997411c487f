package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.util.Objects;

/**
 * What a listing shows otherwise than the ledger knows it.
 *
 * @param object as it is listed; null for {@link Kind#VANISHED} and {@link Kind#FORGOTTEN}
 * @param known what is in the table under this key; null where nothing is
 * @param failed the open entry of exactly this object, which was tried before; null for none
 */
public record ObjectChange(Kind kind, ObjectRef object, LedgerEntry known, LedgerEntry failed) {
  /** What differs. */
  public enum Kind {
    /** Not known; to be taken. */
    NEW(0),
    /** Taken with another identity; to be taken in place of that. */
    OVERWRITTEN(1),
    /** Taken, and no longer listed. */
    VANISHED(2),
    /** Gone before, and listed again as it was: its rows are in the table. */
    RETURNED(3),
    /** Not known, and done by the state of another tool. */
    IMPORTED(4),
    /** Open, and no longer what is listed: nothing is to be tried again. */
    FORGOTTEN(5);

    final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind ofCode(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of change has the code " + code);
    }
  }

  public ObjectChange {
    Objects.requireNonNull(kind, "kind");
  }

  /** Returns the key. */
  public String key() {
    return object != null ? object.key() : known != null ? known.key() : failed.key();
  }

  /** Returns whether rows are to be read. */
  public boolean taken() {
    return kind == Kind.NEW || kind == Kind.OVERWRITTEN;
  }

  /** Returns whether exactly this object was tried before and set aside. */
  public boolean retried() {
    return taken() && failed != null;
  }
}
