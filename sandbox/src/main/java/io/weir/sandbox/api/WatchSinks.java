package io.weir.sandbox.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** The two ways a watch travels: lines of JSON in HTTP chunks, or WebSocket text frames. */
final class WatchSinks {
  private static final byte[] NEWLINE = "\n".getBytes(StandardCharsets.UTF_8);

  private WatchSinks() {}

  static WatchStream.Sink chunked(Channel channel) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    channel.writeAndFlush(head);
    return new ChannelSink(channel) {
      @Override
      public void send(ObjectNode event) {
        channel.write(
            new DefaultHttpContent(Unpooled.wrappedBuffer(Json.bytes(event), NEWLINE)),
            channel.voidPromise());
      }

      @Override
      public void end() {
        channel
            .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
            .addListener(ChannelFutureListener.CLOSE);
      }
    };
  }

  /** The handshake is done. */
  static WatchStream.Sink webSocket(Channel channel) {
    return new ChannelSink(channel) {
      @Override
      public void send(ObjectNode event) {
        channel.write(
            new TextWebSocketFrame(Unpooled.wrappedBuffer(Json.bytes(event))),
            channel.voidPromise());
      }

      @Override
      public void end() {
        channel
            .writeAndFlush(new CloseWebSocketFrame(1000, ""))
            .addListener(ChannelFutureListener.CLOSE);
      }
    };
  }

  private abstract static class ChannelSink implements WatchStream.Sink {
    private final Channel channel;

    ChannelSink(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void flush() {
      channel.flush();
    }

    @Override
    public boolean writable() {
      if (!channel.isWritable()) {
        channel.flush();
      }
      return channel.isWritable();
    }

    @Override
    public EventLoop loop() {
      return channel.eventLoop();
    }
  }
}
