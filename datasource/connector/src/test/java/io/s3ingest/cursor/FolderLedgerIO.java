package io.s3ingest.cursor;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ledger in a local folder that counts what is read and written, by sub-folder. */
final class FolderLedgerIO implements LedgerIO {
  final Map<String, Long> filesRead = new TreeMap<>();
  final Map<String, Long> bytesWritten = new TreeMap<>();
  private final Path folder;

  FolderLedgerIO(Path folder) {
    this.folder = folder;
  }

  @Override
  public byte[] read(String path) throws IOException {
    try {
      byte[] out = Files.readAllBytes(folder.resolve(path));
      filesRead.merge(sub(path), 1L, Long::sum);
      return out;
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(path);
    }
  }

  @Override
  public void create(String path, byte[] content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content, StandardOpenOption.CREATE_NEW);
    bytesWritten.merge(sub(path), (long) content.length, Long::sum);
  }

  @Override
  public List<Item> list(String below) throws IOException {
    List<Item> out = new ArrayList<>();
    if (Files.isDirectory(folder.resolve(below))) {
      try (var files = Files.list(folder.resolve(below))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Instant written = Files.getLastModifiedTime(file).toInstant();
          out.add(new Item(below + "/" + file.getFileName(), Files.size(file), written));
        }
      }
    }
    return out;
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(folder.resolve(path));
  }

  @Override
  public String uri(String path) {
    return folder.resolve(path).toUri().toString();
  }

  long read(String... subs) {
    return List.of(subs).stream().mapToLong(sub -> filesRead.getOrDefault(sub, 0L)).sum();
  }

  long written(String... subs) {
    return List.of(subs).stream().mapToLong(sub -> bytesWritten.getOrDefault(sub, 0L)).sum();
  }

  void forgetCounts() {
    filesRead.clear();
    bytesWritten.clear();
  }

  private static String sub(String path) {
    return path.substring(0, path.indexOf('/'));
  }
}
