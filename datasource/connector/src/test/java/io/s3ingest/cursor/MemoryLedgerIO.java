package io.s3ingest.cursor;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** A ledger folder in memory that counts what is read. */
final class MemoryLedgerIO implements LedgerIO {
  final TreeMap<String, byte[]> files = new TreeMap<>();
  int blockReads;

  @Override
  public byte[] read(String path) throws IOException {
    if (!files.containsKey(path)) {
      throw new FileNotFoundException(path);
    }
    blockReads += path.startsWith("blocks/") ? 1 : 0;
    return files.get(path);
  }

  @Override
  public void create(String path, byte[] content) throws IOException {
    if (files.putIfAbsent(path, content) != null) {
      throw new IOException("exists: " + path);
    }
  }

  @Override
  public List<Item> list(String folder) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(folder))
        .map(file -> new Item(file.getKey(), file.getValue().length, Instant.EPOCH))
        .toList();
  }

  @Override
  public void delete(String path) {
    files.remove(path);
  }

  @Override
  public String uri(String path) {
    return "mem:/t/_s3ingest/p/" + path;
  }
}
