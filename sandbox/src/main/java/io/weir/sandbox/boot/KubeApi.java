package io.weir.sandbox.boot;

import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sandbox's API server, as kubectl talks to it: server-side apply, merge patch, get, delete.
 */
public final class KubeApi {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  public KubeApi(String base) {
    this.base = base;
  }

  /** That of a sandbox that is up. */
  public static KubeApi of(Sandbox sandbox) {
    return new KubeApi(RunDirectory.read(sandbox.directory().apiUrl()).orElseThrow().strip());
  }

  /** Applies every manifest of a directory, in the order of the file names. */
  public int apply(Path directory) {
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

  /** Applies one manifest. */
  public void apply(String yaml) {
    JsonNode object = Json.parseYaml(yaml.getBytes(StandardCharsets.UTF_8));
    String version = Json.text(object, "apiVersion");
    String namespace = Json.text(object, "metadata.namespace");
    String path =
        (version.contains("/") ? "/apis/" : "/api/")
            + version
            + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
            + "/"
            + plural(Json.text(object, "kind"))
            + "/"
            + Json.text(object, "metadata.name");
    send(
        request(path + "?fieldManager=weir-demo&force=true")
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(yaml)));
  }

  private static String plural(String kind) {
    String word = kind.toLowerCase(Locale.ROOT);
    return word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
  }

  public JsonNode get(String path) {
    return JSON.readTree(send(request(path).GET()));
  }

  public void mergePatch(String path, String json) {
    send(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
  }

  public void delete(String path) {
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
