package io.weir.sandbox.api;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One HTTP request, taken out of Netty's hands.
 *
 * @param segments the path without slashes and without empty parts
 * @param contentType without parameters, in lower case; empty when there is none
 */
record Call(
    String method,
    String path,
    List<String> segments,
    Map<String, List<String>> query,
    String contentType,
    String accept,
    String userAgent,
    byte[] body) {

  static Call of(FullHttpRequest request) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    List<String> segments = Stream.of(uri.path().split("/")).filter(s -> !s.isEmpty()).toList();
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return new Call(
        request.method().name(),
        uri.path(),
        segments,
        uri.parameters(),
        type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT),
        request.headers().get(HttpHeaderNames.ACCEPT, ""),
        request.headers().get(HttpHeaderNames.USER_AGENT, ""),
        ByteBufUtil.getBytes(request.content()));
  }

  /** The first value of a query parameter, empty when it is not there. */
  String parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  boolean flag(String name) {
    return List.of("true", "1").contains(parameter(name));
  }

  /** A whole number, or {@code otherwise} when the parameter is absent. */
  long number(String name, long otherwise) {
    String text = parameter(name);
    try {
      return text.isEmpty() ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw ApiException.badRequest("%s must be a number: %s=%s".formatted(name, name, text));
    }
  }

  boolean dryRun() {
    return query.getOrDefault("dryRun", List.of()).contains("All");
  }

  /** Whom a write belongs to: {@code fieldManager}, else the program in the user agent. */
  String fieldManager() {
    String manager = parameter("fieldManager");
    String program = userAgent.split("[/ ]", 2)[0];
    return !manager.isEmpty() ? manager : program.isEmpty() ? "unknown" : program;
  }

  boolean wantsTable() {
    return accept.contains("as=Table");
  }
}
