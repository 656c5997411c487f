package io.s3ingest.store.hadoop;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.StoreErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Words what a file system threw. */
final class HadoopFailures {
  private HadoopFailures() {}

  /** A failure of an operation on one object; retried by the file system itself. */
  static S3IngestException of(IOException e, String what, String uri, URI root) {
    if (e.getClass().getSimpleName().equals("UnknownStoreException")) {
      return StoreErrors.bucketNotFound(what, uri, root.toString(), e);
    }
    if (e instanceof FileNotFoundException) {
      return StoreErrors.objectNotFound(what, uri, e);
    }
    if (e instanceof java.nio.file.AccessDeniedException
        || e.getClass().getSimpleName().equals("AccessControlException")) {
      return StoreErrors.accessDenied(what, uri, "to " + what + " it", shortly(e), e);
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnknownHostException
          || t instanceof ConnectException
          || t instanceof NoRouteToHostException
          || t instanceof SocketTimeoutException) {
        String where = root.getAuthority() == null ? root.toString() : root.getAuthority();
        return StoreErrors.unreachable(
            what,
            uri,
            where,
            shortly(e),
            "Check the path and the fs.* settings of the session, and that the server runs.",
            e);
      }
    }
    if (e instanceof InterruptedIOException) {
      return StoreErrors.interrupted(what, uri, e);
    }
    return StoreErrors.failed(what, uri, shortly(e), 1, e);
  }

  /** A file system that cannot be opened. */
  static S3IngestException opening(Throwable e, String uri, URI root) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnsupportedFileSystemException
          || t instanceof ClassNotFoundException
          || t instanceof LinkageError) {
        return StoreErrors.unsupported(
            "open",
            uri,
            "no Hadoop file system for the scheme '"
                + root.getScheme()
                + "' is complete on the class path ("
                + shortly(t)
                + ")",
            "Add its jars, for s3a hadoop-aws in the version of Spark's Hadoop, or set store=s3.");
      }
    }
    return e instanceof IOException io
        ? of(io, "open", uri, root)
        : StoreErrors.failed("open", uri, shortly(e), 1, e);
  }

  private static String shortly(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
    if (line.endsWith(".")) {
      line = line.substring(0, line.length() - 1);
    }
    String text = e.getClass().getSimpleName() + (line.isEmpty() ? "" : ": " + line);
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
