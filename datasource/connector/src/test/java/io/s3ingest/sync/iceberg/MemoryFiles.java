package io.s3ingest.sync.iceberg;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Files in memory as one process sees them: like objects, they appear whole when closed. */
final class MemoryFiles implements SupportsPrefixOperations {
  /** The files themselves, and the clock that dates them. */
  static final class Disk {
    private final ConcurrentSkipListMap<String, FileInfo> infos = new ConcurrentSkipListMap<>();
    private final Map<String, byte[]> contents = new ConcurrentSkipListMap<>();
    private final Supplier<Instant> clock;

    Disk(Supplier<Instant> clock) {
      this.clock = clock;
    }

    List<String> below(String prefix) {
      return List.copyOf(infos.subMap(prefix, prefix + Character.MAX_VALUE).keySet());
    }
  }

  private final Disk disk;
  private final Moment.Watch watch;

  MemoryFiles(Disk disk, Moment.Watch watch) {
    this.disk = disk;
    this.watch = watch;
  }

  @Override
  public InputFile newInputFile(String path) {
    watch.at(Moment.READ, path);
    byte[] content = disk.contents.get(path);
    if (content == null) {
      throw new NotFoundException("No file %s", path);
    }
    return new InMemoryInputFile(path, content);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new OutputFile() {
      @Override
      public PositionOutputStream create() {
        watch.at(Moment.WRITE, path);
        return new Writing(path);
      }

      @Override
      public PositionOutputStream createOrOverwrite() {
        return create();
      }

      @Override
      public String location() {
        return path;
      }

      @Override
      public InputFile toInputFile() {
        return newInputFile(path);
      }
    };
  }

  @Override
  public void deleteFile(String path) {
    watch.at(Moment.DELETE, path);
    disk.infos.remove(path);
    disk.contents.remove(path);
    watch.at(Moment.DELETED, path);
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    watch.at(Moment.READ, prefix);
    List<FileInfo> out = new ArrayList<>();
    disk.below(prefix).forEach(path -> out.add(disk.infos.get(path)));
    return out;
  }

  @Override
  public void deletePrefix(String prefix) {
    disk.below(prefix).forEach(this::deleteFile);
  }

  private final class Writing extends PositionOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final String path;
    private boolean closed;

    Writing(String path) {
      this.path = path;
    }

    @Override
    public long getPos() {
      return bytes.size();
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      bytes.write(from, offset, length);
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      disk.contents.put(path, bytes.toByteArray());
      long now = disk.clock.get().toEpochMilli();
      disk.infos.put(path, new FileInfo(path, bytes.size(), now));
      watch.at(Moment.WRITTEN, path);
    }
  }
}
