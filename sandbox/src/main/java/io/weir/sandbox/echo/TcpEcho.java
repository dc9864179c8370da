package io.weir.sandbox.echo;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/** One connection. What the client sends is not looked at. */
final class TcpEcho extends ChannelInboundHandlerAdapter {
  private final EchoIdentity identity;

  TcpEcho(EchoIdentity identity) {
    this.identity = identity;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    answer(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
    answer(context);
  }

  private void answer(ChannelHandlerContext context) {
    // A client that sends and never reads must not fill our memory.
    if (context.channel().isWritable()) {
      String line = identity.answer((InetSocketAddress) context.channel().remoteAddress(), "tcp");
      context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), line));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
