package io.weir.agent.http;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What routes look at.
 *
 * @param accept the Accept header, empty when there is none
 */
record Request(
    String method, String path, Map<String, List<String>> query, String accept, String body) {
  static Request of(FullHttpRequest request) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    return new Request(
        request.method().name(),
        uri.path(),
        uri.parameters(),
        request.headers().get(HttpHeaderNames.ACCEPT, ""),
        request.content().toString(StandardCharsets.UTF_8));
  }

  Optional<String> parameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  boolean reads() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
