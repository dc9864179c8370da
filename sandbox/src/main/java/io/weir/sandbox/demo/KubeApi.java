package io.weir.sandbox.demo;

import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sandbox's API server, as kubectl talks to it: server-side apply, merge patch, get, delete.
 */
final class KubeApi {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern FIELD = Pattern.compile("(?m)^(?:  )?(%s):\\s*(\\S+)\\s*$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  KubeApi(String base) {
    this.base = base;
  }

  /** Applies every manifest of a directory, in the order of the file names. */
  int apply(Path directory) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.yaml")) {
      found.forEach(files::add);
      files.sort(null);
      int objects = 0;
      for (Path file : files) {
        for (String document : Files.readString(file).split("(?m)^---\\s*$")) {
          if (document.contains("kind:")) {
            apply(document);
            objects++;
          }
        }
      }
      return objects;
    } catch (IOException e) {
      throw new SandboxFault("cannot read the manifests in " + directory, e);
    }
  }

  /** Applies one manifest, its metadata indented by two spaces. */
  void apply(String yaml) {
    String version = field(yaml, "apiVersion");
    String prefix = version.contains("/") ? "/apis/" + version : "/api/" + version;
    String kind = field(yaml, "kind");
    String namespace = field(yaml, "namespace");
    String path =
        prefix
            + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
            + "/"
            + kind.toLowerCase()
            + "s/"
            + field(yaml, "name");
    send(
        request(path + "?fieldManager=weir-demo&force=true")
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(yaml)));
  }

  /** The first such field of the head of a manifest: enough for manifests of our own. */
  private static String field(String yaml, String name) {
    Matcher matcher = Pattern.compile(FIELD.pattern().formatted(name)).matcher(yaml);
    return matcher.find() ? matcher.group(2) : "";
  }

  JsonNode get(String path) {
    return JSON.readTree(send(request(path).GET()));
  }

  void mergePatch(String path, String json) {
    send(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
  }

  void delete(String path) {
    send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  private String send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      HttpResponse<String> response = http.send(built, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new SandboxFault(
            "%s %s: status=%d %s"
                .formatted(built.method(), built.uri(), response.statusCode(), response.body()));
      }
      return response.body();
    } catch (IOException e) {
      throw new SandboxFault("cannot reach the API server at " + base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted while the API server answers");
    }
  }
}
