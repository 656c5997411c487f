package io.s3ingest.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Serves S3 over HTTP from memory and does what no real server does on demand: chosen times, late
 * objects, listings out of order, errors, cut bodies, waiting. Keeps a log of what it was asked.
 * Scripts are used up in the order they were given, each by the requests that it matches.
 */
public final class ScriptedS3 implements SeenRequests, AutoCloseable {
  /** Matches the requests for every key. */
  public static final String ANY_KEY = "*";

  private static final int ALWAYS = Integer.MAX_VALUE;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final class Script {
    final Predicate<HttpMessage.Request> matches;
    final Fault fault;
    int left;

    Script(Predicate<HttpMessage.Request> matches, Fault fault, int times) {
      this.matches = matches;
      this.fault = fault;
      this.left = times;
    }
  }

  private final ServerSocket socket;
  private final Clock clock;
  private final Map<String, FakeBucket> buckets = new ConcurrentHashMap<>();
  private final List<Script> scripts = new ArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final RequestLog log = new RequestLog();
  private final FakeAnswers answers;

  private ScriptedS3(ServerSocket socket, Clock clock) {
    this.socket = socket;
    this.clock = clock;
    this.answers = new FakeAnswers(buckets, clock);
  }

  /** Starts a server on a free port of this machine. */
  public static ScriptedS3 start() {
    return start(Clock.systemUTC());
  }

  /** Starts a server whose {@code Date} header and object times come from {@code clock}. */
  public static ScriptedS3 start(Clock clock) {
    try {
      ScriptedS3 server =
          new ScriptedS3(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), clock);
      daemon("scripted-s3", server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String endpoint() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** Returns the options that {@code format("s3ingest")} needs to reach this server. */
  public Map<String, String> options() {
    return Map.of(
        "endpoint", endpoint(),
        "region", "us-east-1",
        "accessKeyId", "scripted",
        "secretAccessKey", "scripted-secret");
  }

  /** Returns a new client of the AWS SDK for this server. */
  public S3Client sdk() {
    return SdkClients.forServer(endpoint(), "scripted", "scripted-secret");
  }

  /** Returns the bucket of this name, made on first use. */
  public FakeBucket bucket(String name) {
    return buckets.computeIfAbsent(name, n -> new FakeBucket(clock));
  }

  /** Answers the next {@code times} such requests with this status and S3's code for it. */
  public void failNext(Op op, String key, int status, int times) {
    failNext(op, key, status, Answer.codeOf(status), times);
  }

  /** Answers the next {@code times} such requests with this status and code. */
  public void failNext(Op op, String key, int status, String code, int times) {
    script(op, key, new Fault.Status(status, code), times);
  }

  /** Refuses such requests from now on, as to a user without the permission. */
  public void deny(Op op, String key) {
    failNext(op, key, 403, ALWAYS);
  }

  /** Sends only {@code bytes} of the next {@code times} bodies, under the full Content-Length. */
  public void cutNext(Op op, String key, long bytes, int times) {
    script(op, key, new Fault.Cut(bytes), times);
  }

  /** Announces a Content-Length that is off by {@code delta} on the next {@code times} answers. */
  public void announceWrongLength(Op op, String key, long delta, int times) {
    script(op, key, new Fault.WrongLength(delta), times);
  }

  /** Resets the connections of the next {@code times} such requests. */
  public void resetNext(Op op, String key, int times) {
    script(op, key, new Fault.Reset(), times);
  }

  /** Answers the next {@code times} such requests slowly. */
  public void slowNext(Op op, String key, Duration delay, int times) {
    script(op, key, new Fault.Delay(delay), times);
  }

  /** Runs {@code action} when the next such request has come and before it is looked up. */
  public void beforeNext(Op op, String key, Runnable action) {
    script(op, key, new Fault.Before(action), 1);
  }

  /** Keeps the next such request waiting until the result is closed. */
  public HeldRequest holdNext(Op op, String key) {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    script(op, key, new Fault.Hold(arrived, released), 1);
    return new HeldRequest(arrived, released);
  }

  /** Forgets what was scripted and has not happened: from now on all goes well. */
  public void heal() {
    synchronized (scripts) {
      scripts.clear();
    }
  }

  /** Answers every GET as if it had no If-Match. */
  public void ignoreIfMatch() {
    answers.ignoreIfMatch();
  }

  /** Refuses every access key but this one. */
  public void acceptOnly(String accessKeyId) {
    answers.acceptOnly(accessKeyId);
  }

  @Override
  public List<SeenRequest> requests() {
    return log.all();
  }

  @Override
  public void forgetRequests() {
    log.clear();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void script(Op op, String key, Fault fault, int times) {
    synchronized (scripts) {
      scripts.add(
          new Script(
              request -> request.op() == op && (key.equals(ANY_KEY) || key.equals(request.key())),
              fault,
              times));
    }
  }

  static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        connections.add(connection);
        daemon("scripted-s3-connection", () -> serve(connection));
      } catch (IOException e) {
        // Closed, or a client that gave up: the loop's condition tells them apart.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (true) {
        HttpMessage.Request request = HttpMessage.readRequest(in, out);
        if (request == null || !answer(request, connection, out)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, which is its right.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  /** Returns whether the connection can be used again. */
  private boolean answer(HttpMessage.Request request, Socket connection, OutputStream out)
      throws IOException, InterruptedException {
    RequestLog.Entry entry = log.begin(request);
    Fault fault = nextFault(request);
    if (fault instanceof Fault.Reset) {
      connection.setSoLinger(true, 0);
      return false;
    }
    Answer answer =
        fault instanceof Fault.Status status
            ? Answer.error(status.status(), status.code())
            : answers.to(request);
    long announced = answer.body().length;
    long sent = announced;
    if (fault instanceof Fault.Cut cut) {
      sent = Math.min(cut.bytes(), announced);
    } else if (fault instanceof Fault.WrongLength wrong) {
      announced = Math.max(0, announced + wrong.delta());
    }
    boolean bodiless = request.method().equals("HEAD") || answer.status() == 204;
    if (bodiless) {
      sent = 0;
    }
    entry.status.set(answer.status());
    entry.bytes.set(sent);
    out.write(head(answer, announced));
    out.write(answer.body(), 0, (int) sent);
    out.flush();
    return bodiless || sent == announced;
  }

  private byte[] head(Answer answer, long announced) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Scripted\r\n");
    head.append("Date: ")
        .append(HTTP_DATE.format(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)))
        .append("\r\n");
    answer.headers().forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
    if (answer.status() != 204 && !answer.headers().containsKey("Content-Length")) {
      head.append("Content-Length: ").append(announced).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Uses up the scripts that match; what only waits or acts is done here, a breakage returned. */
  private Fault nextFault(HttpMessage.Request request) throws InterruptedException {
    List<Fault> due = new ArrayList<>();
    synchronized (scripts) {
      for (Script script : scripts) {
        if (script.left > 0 && script.matches.test(request)) {
          script.left--;
          due.add(script.fault);
          if (breaks(script.fault)) {
            break;
          }
        }
      }
    }
    for (Fault fault : due) {
      if (fault instanceof Fault.Before before) {
        before.action().run();
      } else if (fault instanceof Fault.Delay delay) {
        Thread.sleep(delay.time().toMillis());
      } else if (fault instanceof Fault.Hold hold) {
        hold.await();
      }
    }
    Fault last = due.isEmpty() ? null : due.get(due.size() - 1);
    return last != null && breaks(last) ? last : null;
  }

  private static boolean breaks(Fault fault) {
    return !(fault instanceof Fault.Before
        || fault instanceof Fault.Delay
        || fault instanceof Fault.Hold);
  }
}
