package io.s3ingest.testing;

import java.util.Map;

/** What a request to an S3 server asks for, told from its method, path and query. */
public enum Op {
  LIST,
  LIST_VERSIONS,
  GET,
  HEAD,
  PUT,
  COPY,
  DELETE,
  START_UPLOAD,
  UPLOAD_PART,
  COMPLETE_UPLOAD,
  ABORT_UPLOAD,
  TAG,
  /** Anything else about a bucket: create, head, location, versioning, delete, several deletes. */
  BUCKET,
  OTHER;

  static Op of(String method, String key, Map<String, String> query, Map<String, String> headers) {
    if (key.isEmpty()) {
      return ofBucket(method, query);
    }
    if (query.containsKey("tagging")) {
      return TAG;
    }
    boolean upload = query.containsKey("uploadId");
    return switch (method) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "DELETE" -> upload ? ABORT_UPLOAD : DELETE;
      case "PUT" -> upload ? UPLOAD_PART : headers.containsKey("x-amz-copy-source") ? COPY : PUT;
      case "POST" -> upload ? COMPLETE_UPLOAD : query.containsKey("uploads") ? START_UPLOAD : OTHER;
      default -> OTHER;
    };
  }

  private static Op ofBucket(String method, Map<String, String> query) {
    if (!method.equals("GET")) {
      return BUCKET;
    }
    if (query.containsKey("versions")) {
      return LIST_VERSIONS;
    }
    return query.containsKey("location")
            || query.containsKey("versioning")
            || query.containsKey("uploads")
        ? BUCKET
        : LIST;
  }
}
