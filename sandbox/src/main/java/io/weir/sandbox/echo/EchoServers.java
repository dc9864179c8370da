package io.weir.sandbox.echo;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * The servers of all pods, on the event loops of one process. A socket belongs for life to the
 * network namespace of the thread that opened it, whichever thread serves it.
 */
public final class EchoServers implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int BACKLOG = 4096;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());

  /**
   * Listens and answers each new connection, and each piece of it that arrives, with one line.
   *
   * @return to be closed, with all connections it accepted
   */
  public AutoCloseable tcp(
      NetworkNamespace namespace, InetAddress address, int port, EchoIdentity identity) {
    ServerSocketChannel socket =
        namespace.call(() -> openTcp(new InetSocketAddress(address, port)));
    ChannelGroup all = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    all.add(
        new ServerBootstrap()
            .group(loops)
            .channelFactory(() -> new NioServerSocketChannel(socket))
            .childHandler(
                new ChannelInitializer<NioSocketChannel>() {
                  @Override
                  protected void initChannel(NioSocketChannel child) {
                    all.add(child);
                    child.pipeline().addLast(new TcpEcho(identity));
                  }
                })
            .register()
            .syncUninterruptibly()
            .channel());
    return () -> all.close().syncUninterruptibly();
  }

  /** Answers each datagram with one. */
  public AutoCloseable udp(
      NetworkNamespace namespace, InetAddress address, int port, EchoIdentity identity) {
    DatagramChannel socket = namespace.call(() -> openUdp(new InetSocketAddress(address, port)));
    Channel channel =
        new Bootstrap()
            .group(loops)
            .channelFactory(() -> new NioDatagramChannel(socket))
            .handler(new UdpEcho(identity))
            .register()
            .syncUninterruptibly()
            .channel();
    return () -> channel.close().syncUninterruptibly();
  }

  /** A listening socket of the calling thread's network namespace. */
  public static ServerSocketChannel openTcp(InetSocketAddress at) {
    try {
      ServerSocketChannel socket = ServerSocketChannel.open(family(at));
      try {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return socket.bind(at, BACKLOG);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + at + "/TCP: " + e.getMessage(), e);
    }
  }

  private static DatagramChannel openUdp(InetSocketAddress at) {
    try {
      DatagramChannel socket = DatagramChannel.open(family(at));
      try {
        return socket.bind(at);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot bind " + at + "/UDP: " + e.getMessage(), e);
    }
  }

  private static ProtocolFamily family(InetSocketAddress at) {
    return at.getAddress() instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  @Override
  public void close() {
    loops.shutdownGracefully();
  }
}
