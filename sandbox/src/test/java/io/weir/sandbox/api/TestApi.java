package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A server in this JVM and a plain HTTP client to it. */
final class TestApi implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  final ObjectStore store;
  final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  TestApi(ApiOptions options) {
    this.store = new ObjectStore(options);
    this.server = ApiServer.start(store, 0);
  }

  /** An answer: its code and its object. */
  record Reply(int code, JsonNode body) {
    String text(String path) {
      return Json.text(body, path);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  Reply get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  Reply post(String path, String json) {
    return body("POST", path, "application/json", json);
  }

  Reply put(String path, String json) {
    return body("PUT", path, "application/json", json);
  }

  /**
   * @param kind {@code json}, {@code merge}, {@code strategic-merge} or {@code apply}
   */
  Reply patch(String kind, String path, String body) {
    String suffix = kind.equals("apply") ? "yaml" : "json";
    return body("PATCH", path, "application/" + kind + "-patch+" + suffix, body);
  }

  Reply delete(String path) {
    return send(HttpRequest.newBuilder(uri(path)).DELETE());
  }

  private Reply body(String method, String path, String type, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), Json.parse(response.body()));
    } catch (IOException e) {
      throw new AssertionError("the request failed: " + e, e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** A watch over chunked HTTP; {@link Events#next} waits for each event. */
  Events watch(String path) {
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(uri(path)).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      return new Events(
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the watch failed: " + e, e);
    }
  }

  /** What a watch says. */
  static final class Events implements AutoCloseable {
    private final BufferedReader lines;

    Events(BufferedReader lines) {
      this.lines = lines;
    }

    /** The next event; fails when the stream ends. */
    ObjectNode next() {
      String line = line();
      if (line == null) {
        throw new AssertionError("the watch ended");
      }
      return (ObjectNode) Json.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private String line() {
      try {
        return lines.readLine();
      } catch (IOException e) {
        throw new AssertionError("the watch broke: " + e, e);
      }
    }

    /** The next events as {@code TYPE name}. */
    List<String> next(int count) {
      List<String> events = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ObjectNode event = next();
        events.add(Json.text(event, "type") + " " + Json.text(event, "object.metadata.name"));
      }
      return events;
    }

    boolean ended() {
      return line() == null;
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A ConfigMap with one entry. */
  static String configMap(String name, String value) {
    return "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"%s\"}}".formatted(name, value);
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    store.close();
  }
}
