package io.s3ingest.spark.stream;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.cursor.StreamCodec;
import io.s3ingest.cursor.StreamHeader;
import io.s3ingest.error.StreamErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a stream has planned, in its checkpoint; {@code docs/format/stream.md} specifies it. Batches
 * are numbered from 1 without gaps; old ones are dropped from the front.
 */
final class StreamLog {
  private static final String HEADER = "stream.json";
  private static final String BATCHES = "batches";
  private static final int CACHED = 16;

  private final LedgerIO files;
  private final NavigableSet<Long> numbers;
  private final Map<Long, PlanFile> cache =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, PlanFile> eldest) {
          return size() > CACHED;
        }
      };

  private StreamHeader header;

  StreamLog(LedgerIO files) {
    this.files = files;
    try {
      this.header = readHeader();
      this.numbers = readNumbers();
    } catch (IOException e) {
      throw StreamErrors.invalidCheckpoint(files.uri(""), "reading failed: " + e.getMessage(), e);
    }
    if (header == null && !numbers.isEmpty()) {
      throw StreamErrors.invalidCheckpoint(
          files.uri(HEADER), "it does not exist, and batches are logged beside it", null);
    }
  }

  private StreamHeader readHeader() throws IOException {
    try {
      return StreamCodec.decodeHeader(files.read(HEADER), files.uri(HEADER));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private NavigableSet<Long> readNumbers() throws IOException {
    NavigableSet<Long> out = new TreeSet<>();
    for (LedgerIO.Item file : files.list(BATCHES)) {
      String name = file.path().substring(BATCHES.length() + 1);
      if (!name.matches("[0-9]{10}\\.json")) {
        throw StreamErrors.invalidCheckpoint(
            files.uri(file.path()), "it is no file of a stream's log", null);
      }
      out.add(Long.parseLong(name.substring(0, 10)));
    }
    if (!out.isEmpty()) {
      for (long number = out.first(); number <= out.last(); number++) {
        if (!out.contains(number)) {
          throw missing(number);
        }
      }
    }
    return out;
  }

  LedgerIO files() {
    return files;
  }

  /** Returns the header, or null if this stream has never begun. */
  StreamHeader header() {
    return header;
  }

  StreamHeader requireHeader() {
    if (header == null) {
      throw StreamErrors.invalidCheckpoint(
          files.uri(HEADER), "it does not exist, and the query has been running before", null);
    }
    return header;
  }

  void begin(StreamHeader first) {
    create(HEADER, StreamCodec.encode(first));
    header = first;
  }

  /** Returns the number of the last logged batch; 0 for none. */
  long last() {
    return numbers.isEmpty() ? 0 : numbers.last();
  }

  /** Returns the number of the oldest batch that is still there; 1 if none ever was. */
  long first() {
    return numbers.isEmpty() ? 1 : numbers.first();
  }

  /** Logs the next batch; when this returns, it will never be another one. */
  void append(PlanFile plan) {
    long number = last() + 1;
    create(path(number), PlanFileCodec.encode(plan));
    numbers.add(number);
    cache.put(number, plan);
  }

  PlanFile batch(long number) {
    PlanFile cached = cache.get(number);
    if (cached != null) {
      return cached;
    }
    String path = path(number);
    try {
      PlanFile plan = PlanFileCodec.decode(files.read(path), files.uri(path));
      cache.put(number, plan);
      return plan;
    } catch (FileNotFoundException e) {
      throw missing(number);
    } catch (IOException e) {
      throw StreamErrors.invalidCheckpoint(files.uri(path), "reading failed: " + e.getMessage(), e);
    }
  }

  /** Deletes the batches before {@code number}, never the last one. */
  void dropBefore(long number) {
    while (numbers.size() > 1 && numbers.first() < number) {
      long oldest = numbers.first();
      try {
        files.delete(path(oldest));
      } catch (IOException e) {
        throw StreamErrors.checkpointNotWritten(files.uri(path(oldest)), e);
      }
      numbers.remove(oldest);
    }
  }

  private RuntimeException missing(long number) {
    return StreamErrors.invalidCheckpoint(files.uri(path(number)), "it does not exist", null);
  }

  /** Writes a file that must not be there. */
  void create(String path, byte[] content) {
    try {
      files.create(path, content);
    } catch (FileAlreadyExistsException e) {
      throw StreamErrors.checkpointShared(files.uri(path), e);
    } catch (IOException e) {
      throw StreamErrors.checkpointNotWritten(files.uri(path), e);
    }
  }

  private static String path(long number) {
    return "%s/%010d.json".formatted(BATCHES, number);
  }
}
