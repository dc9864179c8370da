package io.weir.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the routes answer. An answer that is there at once keeps the connection; one that
 * comes later closes it, so that answers never overtake each other. Header names are written as
 * HTTP/1.1 servers are used to write them, since scripts look for them that way.
 */
final class RouteHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  private final Routes routes;
  private boolean waiting;

  RouteHandler(Routes routes) {
    this.routes = routes;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (waiting) {
      return;
    }
    boolean head = request.method().equals(HttpMethod.HEAD);
    if (!request.decoderResult().isSuccess()) {
      write(ctx, Reply.text(400, "not HTTP that can be read\n"), head, false);
      return;
    }
    CompletableFuture<Reply> answer = answer(request);
    boolean keep = answer.isDone() && HttpUtil.isKeepAlive(request);
    waiting = !answer.isDone();
    answer
        .exceptionally(RouteHandler::broken)
        .thenAcceptAsync(reply -> write(ctx, reply, head, keep), ctx.executor());
  }

  private CompletableFuture<Reply> answer(FullHttpRequest request) {
    Request read;
    try {
      read = Request.of(request);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(Reply.text(400, "not a path that can be read\n"));
    }
    try {
      return routes.answer(read);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Reply broken(Throwable why) {
    LOG.error("cannot answer a request", why);
    return Reply.text(500, "the agent could not answer; its log says why\n");
  }

  private static void write(ChannelHandlerContext ctx, Reply reply, boolean head, boolean keep) {
    ByteBuf body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), body);
    response.headers().set("Content-Type", reply.contentType());
    response.headers().set("X-Content-Type-Options", "nosniff");
    response.headers().set("Content-Length", reply.body().length);
    reply.more().forEach(response.headers()::set);
    if (!keep) {
      response.headers().set("Connection", "close");
    }
    var written = ctx.writeAndFlush(response);
    if (!keep) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof ReadTimeoutException)) {
      LOG.warn("closing a connection: {}", cause.toString());
    }
    ctx.close();
  }
}
