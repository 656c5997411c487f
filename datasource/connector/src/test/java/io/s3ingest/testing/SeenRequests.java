package io.s3ingest.testing;

import java.util.List;

/** The log of a server that tests look into. */
public interface SeenRequests {
  /** Returns what was asked so far, in the order of arrival. */
  List<SeenRequest> requests();

  /** Returns the requests of one kind. */
  default List<SeenRequest> requests(Op op) {
    return requests().stream().filter(r -> r.op() == op).toList();
  }

  /** Returns the requests of one kind for one key. */
  default List<SeenRequest> requests(Op op, String key) {
    return requests(op).stream().filter(r -> r.key().equals(key)).toList();
  }

  /** Returns the bytes of all bodies sent so far. */
  default long bytesServed() {
    return requests().stream().mapToLong(SeenRequest::bytesServed).sum();
  }

  /** Forgets the requests so far. */
  void forgetRequests();
}
