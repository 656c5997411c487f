package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Knows many random keys, has a thousand changes spread over them decided and committed, and prints
 * what that took. A process of its own, so that its memory can be bounded; begins with the number
 * of keys and an empty folder.
 */
public final class LedgerAtSize {
  private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");
  private static final int CHANGES = 1_000;

  private final long keys;

  /** What becomes of some of the known keys: by their number, ascending. */
  private final long[] changed;

  private LedgerAtSize(long keys) {
    this.keys = keys;
    this.changed = new Random(7).longs(0, keys).distinct().limit(CHANGES).sorted().toArray();
  }

  /** Prints one line of figures, or fails. */
  public static void main(String[] args) throws Exception {
    new LedgerAtSize(Long.parseLong(args[0])).run(new FolderLedgerIO(Path.of(args[1])));
  }

  private void run(FolderLedgerIO io) throws Exception {
    long begin = System.nanoTime();
    LedgerChange all = new LedgerChange();
    all.takeAll(this::known, keys);
    String path = LedgerWriter.write(Ledger.empty(io, "p", "u"), all, "c1", TIME, 0).path();
    Figures out = new Figures();
    out.add("keys", keys).add("buildMillis", millis(begin));
    out.add("ledgerBytes", io.written("blocks", "deltas", "roots"));

    io.forgetCounts();
    begin = System.nanoTime();
    Ledger ledger = Ledger.open(io, path);
    LedgerChange change = new LedgerChange();
    try (LedgerDiff diff = ledger.diff(listing())) {
      check(diff);
      out.add("decideMillis", millis(begin)).add("unchanged", diff.unchanged());
      out.add("blocks", ledger.root().blocks().size()).add("blocksRead", diff.blocksRead());
      out.add("filesRead", io.read("roots", "blocks", "deltas", "open"));
      begin = System.nanoTime();
      change.learn(diff, Set.of(ObjectChange.Kind.VANISHED, ObjectChange.Kind.RETURNED));
      for (ObjectChange taken :
          diff.changes(Set.of(ObjectChange.Kind.NEW, ObjectChange.Kind.OVERWRITTEN))) {
        change.take(LedgerEntry.ingested(taken.object(), 1, "c2", TIME), taken.known());
      }
      path = LedgerWriter.write(ledger, change, "c2", TIME, 0).path();
    }
    out.add("commitMillis", millis(begin)).add("deltaBytes", io.written("deltas"));
    out.add("blockBytes", io.written("blocks")).add("rootBytes", io.written("roots"));

    io.forgetCounts();
    begin = System.nanoTime();
    try (LedgerDiff again = Ledger.open(io, path).diff(listing())) {
      require(again.taken() == 0 && again.count(ObjectChange.Kind.VANISHED) == 0, "nothing new");
      require(again.unchanged() == again.listed(), "all unchanged");
      out.add("againMillis", millis(begin)).add("blocksReadAgain", again.blocksRead());
      out.add("filesReadAgain", io.read("roots", "blocks", "deltas", "open"));
    }
    System.out.println(out);
  }

  private void check(LedgerDiff diff) {
    List<String> fresh = new ArrayList<>();
    List<String> overwritten = new ArrayList<>();
    List<String> vanished = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      switch (i % 3) {
        case 0 -> fresh.add(key(changed[i]) + ".late");
        case 1 -> overwritten.add(key(changed[i]));
        default -> vanished.add(key(changed[i]));
      }
    }
    require(keys(diff, ObjectChange.Kind.NEW).equals(fresh), "new");
    require(keys(diff, ObjectChange.Kind.OVERWRITTEN).equals(overwritten), "overwritten");
    require(keys(diff, ObjectChange.Kind.VANISHED).equals(vanished), "vanished");
    require(diff.unchanged() == keys - overwritten.size() - vanished.size(), "unchanged");
    require(diff.listed() == diff.unchanged() + diff.taken(), "the sum");
  }

  private static List<String> keys(LedgerDiff diff, ObjectChange.Kind kind) {
    List<String> out = new ArrayList<>();
    diff.changes(Set.of(kind)).forEach(change -> out.add(change.key()));
    return out;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("the ledger is wrong about: " + what);
    }
  }

  private static long millis(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  /** A number that is mixed well, as by SplitMix64. */
  private static long mixed(long number) {
    long z = (number + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The n-th of the keys, which are random and ascend. */
  private String key(long n) {
    long step = Long.MAX_VALUE / keys;
    return "lake/events/" + hex(n * step + Math.floorMod(mixed(n), step)) + ".json.gz";
  }

  private static String hex(long value) {
    return java.util.HexFormat.of().toHexDigits(value);
  }

  private ObjectRef object(long n, long version) {
    String etag = hex(mixed(n)) + hex(mixed(n ^ version));
    return new ObjectRef("b", key(n), Math.floorMod(mixed(~n), 1 << 20), etag, null, TIME);
  }

  private Iterator<DeltaEntry> known() {
    return new Iterator<>() {
      private long n;

      @Override
      public boolean hasNext() {
        return n < keys;
      }

      @Override
      public DeltaEntry next() {
        return new DeltaEntry(LedgerEntry.ingested(object(n++, 1), 10, "c0", TIME), null);
      }
    };
  }

  /** Every third changed key has a new neighbour, every third is overwritten, the others gone. */
  private ObjectListing listing() {
    return new ObjectListing() {
      @Override
      public Walk walk() {
        return new Listed();
      }

      @Override
      public ListingView view() {
        return ListingView.COMPLETE;
      }
    };
  }

  private final class Listed implements ObjectListing.Walk {
    private long n;
    private int at;
    private ObjectRef neighbour;

    @Override
    public ObjectRef next() {
      if (neighbour != null) {
        ObjectRef out = neighbour;
        neighbour = null;
        return out;
      }
      while (n < keys) {
        long here = n++;
        if (at == changed.length || changed[at] != here) {
          return object(here, 1);
        }
        switch (at++ % 3) {
          case 0 -> {
            ObjectRef known = object(here, 1);
            neighbour = new ObjectRef("b", known.key() + ".late", 5, known.etag(), null, TIME);
            return known;
          }
          case 1 -> {
            return object(here, 2);
          }
          default -> {
            // It is gone.
          }
        }
      }
      return null;
    }

    @Override
    public Map<ExclusionReason, Long> excluded() {
      return Map.of();
    }

    @Override
    public Instant storeTime() {
      return TIME;
    }

    @Override
    public void close() {}
  }

  /** Names and numbers on one line. */
  private static final class Figures {
    private final StringBuilder text = new StringBuilder("figures");

    Figures add(String name, long value) {
      text.append(' ').append(name).append('=').append(value);
      return this;
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
