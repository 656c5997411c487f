package io.s3ingest.store.hadoop;

import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes a file that is seen as a whole or not at all: an object store shows it when it is closed,
 * elsewhere it is written under a hidden name and renamed.
 */
final class HadoopWriter implements MultipartUpload {
  private static final Set<String> SEEN_WHEN_CLOSED =
      Set.of("s3a", "s3", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "oss", "cosn", "obs");

  private final FileSystem fileSystem;
  private final ObjectPath target;
  private final Path path;
  private final Path written;
  private final FSDataOutputStream out;
  private boolean done;

  HadoopWriter(HadoopRoot root, ObjectPath target) {
    this.fileSystem = root.fileSystem();
    this.target = target;
    this.path = root.path(target.key());
    boolean direct = SEEN_WHEN_CLOSED.contains(fileSystem.getScheme());
    this.written =
        direct
            ? path
            : new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      this.out = fileSystem.create(written, true);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void part(byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public String complete() {
    try {
      out.close();
      if (!written.equals(path)) {
        fileSystem.delete(path, false);
        if (!fileSystem.rename(written, path)) {
          throw new IOException("the finished file could not be renamed");
        }
      }
      done = true;
      return HadoopRoot.identity(fileSystem.getFileStatus(path));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    try {
      if (written.equals(path)) {
        // Closing would make half an object visible.
        if (out.hasCapability("fs.capability.outputstream.abortable")) {
          out.abort();
          return;
        }
        out.close();
      } else {
        out.close();
      }
      fileSystem.delete(written, false);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private RuntimeException failure(IOException e) {
    return HadoopFailures.of(e, "write", target.uri(), fileSystem.getUri());
  }
}
