package io.s3ingest.spark.stream;

import io.s3ingest.cursor.LedgerIO;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;

/** The folder of one source in a checkpoint, through the file manager that Spark uses for it. */
final class CheckpointFiles implements LedgerIO {
  private final Path root;
  private final CheckpointFileManager manager;

  CheckpointFiles(String root, Configuration hadoop) {
    this.root = new Path(root);
    this.manager = CheckpointFileManager.create(this.root, hadoop);
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (FSDataInputStream in = manager.open(new Path(root, path))) {
      return in.readAllBytes();
    }
  }

  /** A name that a file has is a {@link java.nio.file.FileAlreadyExistsException}. */
  @Override
  public void create(String path, byte[] content) throws IOException {
    Path file = new Path(root, path);
    manager.mkdirs(file.getParent());
    CancellableFSDataOutputStream out = null;
    try {
      out = manager.createAtomic(file, false);
      out.write(content);
      out.close();
    } catch (FileAlreadyExistsException e) {
      throw taken(file, e);
    } catch (IOException | RuntimeException e) {
      if (out != null) {
        out.cancel();
      }
      throw e;
    }
  }

  private static IOException taken(Path file, Throwable cause) {
    IOException out = new java.nio.file.FileAlreadyExistsException(file.toString());
    out.initCause(cause);
    return out;
  }

  @Override
  public List<Item> list(String folder) throws IOException {
    List<Item> out = new ArrayList<>();
    Path path = new Path(root, folder);
    if (!manager.exists(path)) {
      return out;
    }
    for (FileStatus file : manager.list(path)) {
      String name = file.getPath().getName();
      // What is being written, and checksums, begin with a dot.
      if (!name.startsWith(".")) {
        Instant written = Instant.ofEpochMilli(file.getModificationTime());
        out.add(new Item(folder + "/" + name, file.getLen(), written));
      }
    }
    return out;
  }

  @Override
  public void delete(String path) {
    manager.delete(new Path(root, path));
  }

  @Override
  public String uri(String path) {
    return (path.isEmpty() ? root : new Path(root, path)).toString();
  }
}
