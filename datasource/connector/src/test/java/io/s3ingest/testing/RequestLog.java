package io.s3ingest.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what a server was asked, in the order of arrival. */
final class RequestLog {
  private final List<Entry> entries = new ArrayList<>();

  /** A request whose answer is under way; bytes are counted before they leave. */
  static final class Entry {
    final AtomicInteger status = new AtomicInteger();
    final AtomicLong bytes = new AtomicLong();
    private final HttpMessage.Request request;

    private Entry(HttpMessage.Request request) {
      this.request = request;
    }

    private SeenRequest seen() {
      return new SeenRequest(
          request.op(),
          request.method(),
          request.bucket(),
          request.key(),
          request.query(),
          request.headers(),
          status.get(),
          bytes.get());
    }
  }

  Entry begin(HttpMessage.Request request) {
    Entry entry = new Entry(request);
    synchronized (entries) {
      entries.add(entry);
    }
    return entry;
  }

  List<SeenRequest> all() {
    synchronized (entries) {
      return entries.stream().map(Entry::seen).toList();
    }
  }

  void clear() {
    synchronized (entries) {
      entries.clear();
    }
  }
}
