package io.weir.agent.watch;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer as a blocking stream that gives up when nothing comes for a while, which
 * the library's own stream cannot. One piece is asked for at a time, so a slow reader makes the
 * server wait instead of filling our memory.
 */
final class BodyStream extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {
  private static final List<ByteBuffer> END = List.of();

  private final LinkedBlockingQueue<List<ByteBuffer>> pieces = new LinkedBlockingQueue<>();
  private final Runnable contact;
  private AsyncBody body;
  private Duration idle = Duration.ZERO;
  private List<ByteBuffer> piece = List.of();
  private int next;
  private boolean ended;
  private volatile Throwable failure;

  /**
   * @param contact told each time bytes have come
   */
  BodyStream(Runnable contact) {
    this.contact = contact;
  }

  void from(AsyncBody source) {
    body = source;
    source
        .done()
        .whenComplete((nothing, error) -> {
          failure = error;
          pieces.add(END);
        });
  }

  /** How long to wait for the next bytes, from now on. */
  void patience(Duration longest) {
    idle = longest;
  }

  @Override
  public void consume(List<ByteBuffer> value, AsyncBody source) {
    pieces.add(List.copyOf(value));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      if (next < piece.size()) {
        ByteBuffer buffer = piece.get(next);
        if (buffer.hasRemaining()) {
          int count = Math.min(length, buffer.remaining());
          buffer.get(target, offset, count);
          return count;
        }
        next++;
      } else {
        await();
      }
    }
    return -1;
  }

  private void await() throws IOException {
    body.consume();
    List<ByteBuffer> arrived;
    try {
      arrived = pieces.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closed while waiting for the API server");
    }
    if (arrived == null) {
      close();
      throw new SocketTimeoutException(
          "no bytes from the API server for " + idle.toSeconds() + " s");
    }
    if (arrived == END) {
      ended = true;
      if (failure != null) {
        throw new IOException(
            "connection to the API server broke: " + failure.getMessage(), failure);
      }
    } else {
      contact.run();
      piece = arrived;
      next = 0;
    }
  }

  @Override
  public void close() {
    ended = true;
    body.cancel();
  }
}
