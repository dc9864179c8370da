package io.weir.agent.http;

import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;

/** A TCP port. */
record TcpEndpoint(InetSocketAddress address) implements Listener.Endpoint {
  @Override
  public Class<? extends ServerChannel> channel() {
    return NioServerSocketChannel.class;
  }
}
