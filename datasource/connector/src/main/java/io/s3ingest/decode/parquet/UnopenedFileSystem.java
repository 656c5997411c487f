package io.s3ingest.decode.parquet;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Satisfies {@code HadoopInputFile}, which resolves a file system although Spark's reader then
 * takes the stream that it is given. Nothing can be opened through it.
 */
public final class UnopenedFileSystem extends FileSystem {
  private URI uri;

  @Override
  public void initialize(URI name, Configuration conf) {
    setConf(conf);
    uri = name;
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) {
    throw refused();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw refused();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw refused();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw refused();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw refused();
  }

  @Override
  public FileStatus[] listStatus(Path path) {
    throw refused();
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw refused();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri.getScheme(), uri.getAuthority(), "/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw refused();
  }

  @Override
  public FileStatus getFileStatus(Path path) {
    throw refused();
  }

  private static UnsupportedOperationException refused() {
    return new UnsupportedOperationException("objects are read through their own ranges");
  }
}
