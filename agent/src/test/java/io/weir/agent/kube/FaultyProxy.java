package io.weir.agent.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A plain-HTTP door to the real API server that answers badly when told to. */
final class FaultyProxy implements AutoCloseable {
  /** A GET for {@code path} with {@code query}, both as sent. */
  record Request(String path, String query) {
    boolean watches(String plural) {
      return path.endsWith("/" + plural) && query.contains("watch=1");
    }

    boolean lists(String plural) {
      return path.endsWith("/" + plural) && !query.contains("watch=1");
    }

    /** A watch that begins with the present objects. */
    boolean startsOver() {
      return query.contains("sendInitialEvents=true");
    }

    /** The value of a parameter, "" where absent. */
    String parameter(String name) {
      for (String part : query.split("&")) {
        if (part.startsWith(name + "=")) {
          return part.substring(name.length() + 1);
        }
      }
      return "";
    }
  }

  /** What to answer to a request. */
  @FunctionalInterface
  interface Answer {
    void give(FaultyProxy proxy, HttpExchange exchange, Request request) throws IOException;
  }

  static final Answer PASS = asking(query -> query);

  private final Api api;
  private final int port;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<InputStream> open = ConcurrentHashMap.newKeySet();
  private volatile Function<Request, Answer> answers = request -> PASS;
  private HttpServer server;

  FaultyProxy(Api api) throws IOException {
    this.api = api;
    server = listen(0);
    port = server.getAddress().getPort();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** From now on; connections that are open keep the answer they have. */
  void answer(Function<Request, Answer> how) {
    answers = how;
  }

  /** All so far, the oldest first. */
  List<Request> requests() {
    return requests;
  }

  /** Breaks all connections and refuses new ones, until {@link #up}. */
  void down() throws IOException {
    server.stop(0);
    for (InputStream body : open) {
      body.close();
    }
    open.clear();
  }

  void up() throws IOException {
    server = listen(port);
  }

  /** The API server's answer to another query. */
  static Answer asking(UnaryOperator<String> query) {
    return (proxy, exchange, request) ->
        proxy.relay(
            exchange, request.path() + "?" + query.apply(request.query()), Long.MAX_VALUE, 0);
  }

  /** The first {@code bytes} of the true answer; then the connection breaks. */
  static Answer cut(long bytes) {
    return (proxy, exchange, request) ->
        proxy.relay(exchange, request.path() + "?" + request.query(), bytes, 0);
  }

  /** The true answer in pieces of {@code bytes}, 2 ms apart. */
  static Answer drip(int bytes) {
    return (proxy, exchange, request) ->
        proxy.relay(exchange, request.path() + "?" + request.query(), Long.MAX_VALUE, bytes);
  }

  static Answer status(int code, String reason) {
    return (proxy, exchange, request) ->
        send(
            exchange,
            code,
            """
            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","code":%d}
            """
                .formatted(reason, code));
  }

  /** A watch that tells only that its position is too old, as an event. */
  static Answer expiredEvent() {
    return (proxy, exchange, request) ->
        send(
            exchange,
            200,
            """
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure",\
            "message":"too old resource version","reason":"Expired","code":410}}
            """);
  }

  private HttpServer listen(int wanted) throws IOException {
    HttpServer fresh =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
    fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    fresh.createContext("/", this::handle);
    fresh.start();
    return fresh;
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    Request request = new Request(uri.getRawPath(), query);
    requests.add(request);
    try (exchange) {
      answers.apply(request).give(this, exchange, request);
    }
  }

  private static void send(HttpExchange exchange, int code, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  /**
   * @param most bytes to pass on before the connection breaks
   * @param piece bytes at a time, 0 for as many as come
   */
  private void relay(HttpExchange exchange, String path, long most, int piece) throws IOException {
    HttpResponse<InputStream> response = api.open(path);
    try (InputStream body = response.body()) {
      open.add(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(response.statusCode(), 0);
      OutputStream out = exchange.getResponseBody();
      byte[] buffer = new byte[piece > 0 ? piece : 8192];
      long left = most;
      for (int read; left > 0 && (read = body.read(buffer)) >= 0; left -= read) {
        out.write(buffer, 0, (int) Math.min(read, left));
        out.flush();
        if (piece > 0) {
          LockSupport.parkNanos(2_000_000);
        }
      }
      if (left > 0) {
        out.close(); // the end in order; without it the connection breaks
      }
    } finally {
      open.remove(response.body());
    }
  }

  @Override
  public void close() {
    try {
      down();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
