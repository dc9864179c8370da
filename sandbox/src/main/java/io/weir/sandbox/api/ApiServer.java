package io.weir.sandbox.api;

import java.nio.channels.ServerSocketChannel;

/** The Kubernetes API over plain HTTP, without authentication or authorization. */
public final class ApiServer implements AutoCloseable {
  private ApiServer() {}

  /**
   * Serves {@code store} on {@code 127.0.0.1:port}.
   *
   * @param port 0 takes a free one
   */
  public static ApiServer start(ObjectStore store, int port) {
    throw new UnsupportedOperationException("not yet: store=" + store + " port=" + port);
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return 0;
  }

  /** Serves the same objects on one more channel, which is bound already; the server closes it. */
  public void listen(ServerSocketChannel channel) {
    throw new UnsupportedOperationException("not yet: " + channel);
  }

  @Override
  public void close() {}
}
