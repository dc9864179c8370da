package io.weir.sandbox.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.concurrent.ExecutorService;

/**
 * One connection: one request after the other, worked on outside the event loop, or one watch.
 * Reading stops while a request is worked on, so that answers keep the order of requests.
 */
final class HttpHandler extends SimpleChannelInboundHandler<Object> {
  private static final System.Logger LOG = System.getLogger(HttpHandler.class.getName());
  private final Router router;
  private final ExecutorService workers;
  private WatchStream watch;

  HttpHandler(Router router, ExecutorService workers) {
    this.router = router;
    this.workers = workers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case FullHttpRequest request when isUpgrade(request) -> upgrade(ctx, request);
      case FullHttpRequest request -> {
        // Not before: a body may come after its headers, and the aggregator has to get it.
        ctx.channel().config().setAutoRead(false);
        Call call = Call.of(request);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        workers.execute(() -> work(ctx.channel(), call, keepAlive));
      }
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame _ -> ctx.close();
      case WebSocketFrame _ -> {}
      default -> ctx.close();
    }
  }

  private static boolean isUpgrade(FullHttpRequest request) {
    return request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  private void work(Channel channel, Call call, boolean keepAlive) {
    Router.Outcome outcome = router.route(call);
    switch (outcome) {
      case Router.Reply reply -> answer(channel, reply.answer(), keepAlive);
      case Router.Stream stream ->
          channel
              .eventLoop()
              .execute(() -> begin(channel, stream.request(), WatchSinks.chunked(channel)));
    }
  }

  private void begin(Channel channel, WatchRequest request, WatchStream.Sink sink) {
    // From here on the only thing to read is that the client went away.
    channel.config().setAutoRead(true);
    watch = router.watch(request, sink);
    if (channel.isActive()) {
      watch.start();
    } else {
      watch.close();
    }
  }

  private static void answer(Channel channel, Answer answer, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.code()),
            Unpooled.wrappedBuffer(answer.body()));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    HttpUtil.setKeepAlive(response, keepAlive);
    channel
        .writeAndFlush(response)
        .addListener(written -> {
          if (written.isSuccess() && keepAlive) {
            channel.config().setAutoRead(true);
          } else {
            channel.close();
          }
        });
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    Router.Outcome outcome = router.route(Call.of(request));
    if (!(outcome instanceof Router.Stream stream)) {
      Answer refusal =
          outcome instanceof Router.Reply reply && reply.answer().code() >= 400
              ? reply.answer()
              : Answer.json(400, ApiException.badRequest("only watches are upgraded").status());
      answer(ctx.channel(), refusal, false);
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(request.uri(), null, false).newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel())
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    handshaker
        .handshake(ctx.channel(), request)
        .addListener(done -> {
          if (done.isSuccess()) {
            Channel channel = ctx.channel();
            begin(channel, stream.request(), WatchSinks.webSocket(channel));
          }
        });
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (watch != null && ctx.channel().isWritable()) {
      watch.wake();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (watch != null) {
      watch.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "connection " + ctx.channel() + " ends", cause);
    ctx.close();
  }
}
