package io.weir.agent.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a test itself asks of the API server, as its administrator. */
final class Api implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final String base;

  Api(Path kubeconfig) throws IOException {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    String url = config.getMasterUrl();
    base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      http = HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config)).build();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  JsonNode get(String path) throws IOException {
    return checked(request(path).GET());
  }

  /** Creates or changes the object at {@code path} by server-side apply. */
  JsonNode apply(String path, String yaml) throws IOException {
    return applyAs("test", path, yaml);
  }

  JsonNode applyAs(String manager, String path, String yaml) throws IOException {
    return checked(
        request(path + "?force=true&fieldManager=" + manager)
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", BodyPublishers.ofString(yaml)));
  }

  /** Asks whether the object would be taken, unknown fields being faults; nothing is kept. */
  void dryRun(String path, String yaml) throws IOException {
    checked(
        request(path + "?dryRun=All&fieldValidation=Strict&force=true&fieldManager=test")
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", BodyPublishers.ofString(yaml)));
  }

  /** Changes the object at {@code path}; null values remove. */
  JsonNode merge(String path, String json) throws IOException {
    return checked(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  JsonNode post(String path, String json) throws IOException {
    return checked(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  JsonNode delete(String path) throws IOException {
    return checked(request(path).DELETE());
  }

  /** Returns once the object at {@code path} exists. */
  void awaitFound(String path) throws IOException {
    Awaiting.value(
        path,
        () -> {
          int status = send(request(path).GET(), BodyHandlers.discarding()).statusCode();
          return status == 200 ? Optional.of(path) : Optional.empty();
        });
  }

  /** The answer as it comes, whatever its status. */
  HttpResponse<InputStream> open(String pathAndQuery) throws IOException {
    return send(request(pathAndQuery).GET(), BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery))
        .header("Accept", "application/json");
  }

  private JsonNode checked(HttpRequest.Builder request) throws IOException {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          response.request().method()
              + " "
              + response.uri()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
    return JSON.readTree(response.body());
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request.build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
