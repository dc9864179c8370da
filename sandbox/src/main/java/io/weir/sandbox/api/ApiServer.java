package io.weir.sandbox.api;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The Kubernetes API over plain HTTP, without authentication or authorization. */
public final class ApiServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final WriteBufferWaterMark BEHIND = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private final Router router;
  private final EventLoopGroup loops;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;

  private ApiServer(ObjectStore store, ServerSocketChannel first) throws IOException {
    this.router = new Router(store);
    this.loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    this.port = ((InetSocketAddress) first.getLocalAddress()).getPort();
    listen(first);
  }

  /**
   * Serves {@code store} on {@code 127.0.0.1:port}.
   *
   * @param port 0 takes a free one
   * @throws UncheckedIOException when the port is taken
   */
  public static ApiServer start(ObjectStore store, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.bind(address);
        return new ApiServer(store, channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve the API on %s: %s".formatted(address, e), e);
    }
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /**
   * Serves the same objects on one more channel, which is bound already, maybe in another network
   * namespace; the server closes it.
   */
  public void listen(ServerSocketChannel channel) {
    ChannelFactory<ServerChannel> given = () -> new NioServerSocketChannel(channel);
    new ServerBootstrap()
        .group(loops)
        .channelFactory(given)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BEHIND)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel child) {
                child
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                    .addLast(new FlowControlHandler())
                    .addLast(new HttpHandler(router, workers));
              }
            })
        .register()
        .syncUninterruptibly();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    workers.shutdownNow();
  }
}
