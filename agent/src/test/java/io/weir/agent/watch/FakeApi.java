package io.weir.agent.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An API server that answers the nth request with the nth step of a script, byte for byte. Raw
 * sockets, so that it can also break off, drip, reset and say nothing.
 */
final class FakeApi implements AutoCloseable {
  /** What one connection is answered. */
  @FunctionalInterface
  interface Step {
    void answer(Reply reply) throws IOException, InterruptedException;
  }

  /** One request: its line and its body. */
  record Request(String method, String target, String body) {
    boolean has(String text) {
      return target.contains(text);
    }
  }

  private final ServerSocket listening;
  private final Queue<Step> script = new ArrayDeque<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  FakeApi(Step... steps) throws IOException {
    listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    script.addAll(List.of(steps));
    Thread.ofVirtual().start(this::accept);
  }

  ApiServer connect() {
    return ApiServer.connect(
        new ApiSettings(Optional.empty(), List.of(address())), ApiCalls.IGNORED);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  Request request() throws InterruptedException {
    Request next = requests.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came within 20 s");
    }
    return next;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed by the test
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase().startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      char[] body = new char[length];
      for (int have = 0; have < length; ) {
        have += in.read(body, have, length - have);
      }
      Step step;
      synchronized (script) {
        requests.add(new Request(first.split(" ")[0], first.split(" ")[1], new String(body)));
        step = script.isEmpty() ? Reply::silence : script.remove();
      }
      step.answer(new Reply(socket));
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    }
  }

  /** Writes one answer; the connection ends with the step. */
  final class Reply {
    private final Socket socket;
    private final OutputStream out;

    private Reply(Socket socket) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
    }

    Reply status(int code) throws IOException {
      return raw(
          "HTTP/1.1 "
              + code
              + " Whatever\r\nContent-Type: application/json\r\n"
              + "Connection: close\r\n\r\n");
    }

    Reply raw(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return this;
    }

    Reply event(String type, String object) throws IOException {
      return raw("{\"type\":\"" + type + "\",\"object\":" + object + "}\n");
    }

    Reply bookmark(String resourceVersion) throws IOException {
      return event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"" + resourceVersion + "\"}}");
    }

    Reply initialEnd(String resourceVersion) throws IOException {
      return event(
          "BOOKMARK",
          "{\"metadata\":{\"resourceVersion\":\""
              + resourceVersion
              + "\",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}");
    }

    /** One byte at a time. */
    Reply drip(String text) throws IOException {
      for (int i = 0; i < text.length(); i++) {
        raw(text.substring(i, i + 1));
      }
      return this;
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Keeps the connection open without a word until the test ends. */
    void silence() throws InterruptedException {
      closing.await();
    }
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listening.close();
  }
}
