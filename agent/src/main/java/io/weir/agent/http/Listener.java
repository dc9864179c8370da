package io.weir.agent.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listening socket and its connections. What a client may cost is bounded: connections, request
 * line, headers, body, and the time it may stay silent.
 */
final class Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int MOST_CONNECTIONS = 64;
  private static final int LINE_BYTES = 4096;
  private static final int HEADER_BYTES = 16384;
  private static final int CHUNK_BYTES = 8192;
  private static final int SILENT_SECONDS = 60;

  private final String server;
  private final Endpoint endpoint;
  private final Duration retry;
  private final ServerBootstrap bootstrap;
  private final ChannelGroup connections;
  private final CompletableFuture<Channel> bound = new CompletableFuture<>();
  private volatile boolean closed;

  /** Where to listen: the kind of channel, the address, and what must happen around a bind. */
  interface Endpoint {
    Class<? extends ServerChannel> channel();

    SocketAddress address();

    /** Requests with a larger body are refused. */
    default int bodyBytes() {
      return 8192;
    }

    /** Makes room for the socket; throws when that cannot be done. */
    default void before() throws Exception {}

    /** Settles who may use the socket. */
    default void after() throws Exception {}
  }

  Listener(String server, Endpoint endpoint, Routes routes, EventLoopGroup thread, Duration retry) {
    this.server = server;
    this.endpoint = endpoint;
    this.retry = retry;
    this.connections = new DefaultChannelGroup(thread.next());
    this.bootstrap =
        new ServerBootstrap()
            .group(thread)
            .channel(endpoint.channel())
            .childHandler(pipeline(routes));
  }

  private ChannelInitializer<Channel> pipeline(Routes routes) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (connections.size() >= MOST_CONNECTIONS) {
          channel.close();
          return;
        }
        connections.add(channel);
        channel
            .pipeline()
            .addLast(new ReadTimeoutHandler(SILENT_SECONDS))
            .addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES))
            .addLast(new HttpObjectAggregator(endpoint.bodyBytes()))
            .addLast(new RouteHandler(routes));
      }
    };
  }

  /** Tries once, and waits for the outcome. */
  void bindOrFail() throws BindFailed {
    try {
      listen();
    } catch (Exception e) {
      throw new BindFailed(server, endpoint.address().toString(), e);
    }
  }

  /** Tries until it succeeds or is closed; returns after the first attempt. */
  void bindOrRetry(EventLoopGroup thread) {
    try {
      listen();
    } catch (Exception e) {
      if (closed) {
        return;
      }
      LOG.warn(
          "cannot listen for {} on {}: {}; retrying in {} ms",
          server,
          endpoint.address(),
          e.getMessage(),
          retry.toMillis());
      thread.schedule(() -> again(thread), retry.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void again(EventLoopGroup thread) {
    if (!closed) {
      Thread.ofVirtual().name("weir-bind").start(() -> bindOrRetry(thread));
    }
  }

  private void listen() throws Exception {
    endpoint.before();
    ChannelFuture attempt = bootstrap.bind(endpoint.address()).sync();
    endpoint.after();
    bound.complete(attempt.channel());
    LOG.info("listening for {} on {}", server, attempt.channel().localAddress());
  }

  /** The address in use, once it is bound. */
  CompletableFuture<SocketAddress> address() {
    return bound.thenApply(Channel::localAddress);
  }

  void close() {
    closed = true;
    bound.thenAccept(channel -> channel.close().syncUninterruptibly());
    connections.close().syncUninterruptibly();
  }
}
