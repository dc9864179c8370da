package io.weir.sandbox.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** TCP connections one after another, about one a millisecond, until told to stop. */
final class Stream implements Runnable {
  static final Stream NONE = new Stream(null);

  private final InetSocketAddress target;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Set<String> pods = new TreeSet<>();
  private Thread thread;
  private int count;
  private int failed;
  private String lastFailure = "-";

  private Stream(InetSocketAddress target) {
    this.target = target;
  }

  static Stream start(InetSocketAddress target) {
    Stream stream = new Stream(target);
    stream.thread = Thread.ofPlatform().daemon().start(stream);
    return stream;
  }

  @Override
  public void run() {
    while (!stopped.get()) {
      count++;
      try {
        pods.add(Answer.of(Client.tcp(target, Client.ANY_PORT)).pod());
        Thread.sleep(1);
      } catch (IOException e) {
        failed++;
        lastFailure = Outcome.of(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Ends the stream; its figures. */
  String stop() throws IOException {
    stopped.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    return "connections=%d failed=%d pods=%d lastFailure=%s"
        .formatted(count, failed, pods.size(), lastFailure.replace(' ', '_'));
  }
}
