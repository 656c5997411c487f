package io.s3ingest.sync.iceberg;

import io.s3ingest.cursor.LedgerIO;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** The ledger of one pipeline, kept beside its table by the table's own file access. */
final class FileIOLedger implements LedgerIO {
  private final FileIO io;
  private final String folder;

  /** A ledger in {@code folder}, which ends in a slash and need not exist. */
  FileIOLedger(FileIO io, String folder) {
    this.io = io;
    this.folder = folder;
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (InputStream in = io.newInputFile(uri(path)).newStream()) {
      return in.readAllBytes();
    } catch (NotFoundException e) {
      FileNotFoundException missing = new FileNotFoundException(uri(path));
      missing.initCause(e);
      throw missing;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void create(String path, byte[] content) throws IOException {
    try (OutputStream out = io.newOutputFile(uri(path)).create()) {
      out.write(content);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public List<Item> list(String below) throws IOException {
    List<Item> out = new ArrayList<>();
    if (!(io instanceof SupportsPrefixOperations prefixes)) {
      return out;
    }
    try {
      for (FileInfo file : prefixes.listPrefix(uri(below + "/"))) {
        int name = file.location().lastIndexOf('/');
        Instant written = Instant.ofEpochMilli(file.createdAtMillis());
        out.add(new Item(below + file.location().substring(name), file.size(), written));
      }
      return out;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException) {
        return out;
      }
      throw e.getCause();
    } catch (NotFoundException e) {
      return out;
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    try {
      io.deleteFile(uri(path));
    } catch (NotFoundException e) {
      return;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public String uri(String path) {
    return folder + path;
  }
}
