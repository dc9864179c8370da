package io.weir.sandbox.echo;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/** One socket, any number of clients. */
final class UdpEcho extends SimpleChannelInboundHandler<DatagramPacket> {
  private final EchoIdentity identity;

  UdpEcho(EchoIdentity identity) {
    this.identity = identity;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    String line = identity.answer(packet.sender(), "udp");
    context.writeAndFlush(
        new DatagramPacket(ByteBufUtil.writeUtf8(context.alloc(), line), packet.sender()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // An ICMP error of an earlier answer: the client has gone, the next one has not.
  }
}
