package io.weir.agent.watch;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A connection to the API server: address, TLS and credentials settled by the client library, which
 * also reads a service account's token again before it ends.
 *
 * <p>HTTP/1.1 on purpose: each watch has a TCP connection of its own, and giving up a silent one
 * closes it. With HTTP/2 all watches share one, and a new attempt would be sent into the same dead
 * connection until TCP gives up after a quarter of an hour.
 */
public final class ApiServer implements AutoCloseable {
  static final String JSON = "application/json";

  private static final Path SERVICE_ACCOUNT = Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);

  /** The beginning of a refusal's body that is shown: a Status object's message is inside. */
  private static final int EXPLANATION = 512;

  private final HttpClient http;
  private final Servers servers;
  private final ApiCalls calls;

  private ApiServer(HttpClient http, Servers servers, ApiCalls calls) {
    this.http = http;
    this.servers = servers;
    this.calls = calls;
  }

  /**
   * @param calls hears of every request
   * @throws IllegalArgumentException where the settings cannot work, saying which and what to do
   */
  public static ApiServer connect(ApiSettings settings, ApiCalls calls) {
    ConfigBuilder config =
        new ConfigBuilder(source(settings))
            .withRequestRetryBackoffLimit(0) // we try again ourselves, with the failure counted
            .withRequestTimeout(0) // a watch lasts; the wait for an answer is ours
            .withConnectionTimeout(10_000)
            .withHttp2Disable(true);
    if (!settings.servers().isEmpty()) {
      config.withMasterUrl(settings.servers().getFirst().toString());
    }
    Config built = config.build();
    List<String> addresses =
        settings.servers().isEmpty()
            ? List.of(built.getMasterUrl())
            : settings.servers().stream().map(URI::toString).toList();
    return new ApiServer(
        new JdkHttpClientFactory().newBuilder(built).build(),
        new Servers(addresses.stream().map(ApiServer::withoutSlash).distinct().toList()),
        calls);
  }

  private static String withoutSlash(String address) {
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  private static Config source(ApiSettings settings) {
    settings.servers().forEach(ApiServer::checkScheme);
    if (settings.kubeconfig().isPresent()) {
      return read(settings.kubeconfig().get());
    }
    if (!settings.servers().isEmpty() && !Files.isReadable(SERVICE_ACCOUNT)) {
      return Config.empty();
    }
    return Config.autoConfigure(null);
  }

  /** Given anything else, the library would try TLS and, failing that, go on without. */
  private static void checkScheme(URI server) {
    if (!"https".equals(server.getScheme()) && !"http".equals(server.getScheme())) {
      throw new IllegalArgumentException(
          "server=" + server + ": not an address that begins with https:// or http://");
    }
  }

  private static Config read(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "kubeconfig=" + file + ": cannot be read; give a readable file or leave it out");
    }
    Config config;
    try {
      config = Config.fromKubeconfig(file.toFile());
    } catch (RuntimeException e) { // of many classes, a NullPointerException for an empty file
      throw new IllegalArgumentException(
          "kubeconfig=" + file + ": is not a kubeconfig; try it with kubectl --kubeconfig", e);
    }
    if (config.getCurrentContext() == null) {
      throw new IllegalArgumentException(
          "kubeconfig="
              + file
              + ": has no current context; set one with kubectl config use-context");
    }
    return config;
  }

  /** The base address in use, without a slash at the end. */
  public String address() {
    return servers.current();
  }

  /**
   * Asks for {@code path} and returns once the answer has begun.
   *
   * @param path with its query
   * @param patience the longest wait for the answer, and then between any two pieces of its body
   * @throws Refused where the answer is not 200
   */
  BodyStream get(String path, Duration patience, Runnable contact) throws IOException {
    BodyStream body = new BodyStream(contact);
    String server = servers.current();
    HttpRequest request =
        http.newHttpRequestBuilder().uri(server + path).setHeader("Accept", JSON).build();
    HttpResponse<AsyncBody> response =
        await(
            counted("GET", server, http.consumeBytes(request, body)),
            server,
            patience,
            late -> late.body().cancel());
    body.patience(patience);
    body.from(response.body());
    if (response.code() != 200) {
      try (body) {
        String text = new String(body.readNBytes(EXPLANATION), StandardCharsets.UTF_8);
        throw new Refused(response.code(), "answered status=" + response.code() + " " + text);
      }
    }
    return body;
  }

  /**
   * @param method POST, PUT or PATCH
   * @param path with its query
   * @throws Refused where the answer is not one of 200, 201, 202
   */
  void send(String method, String path, String type, byte[] body, Duration patience)
      throws IOException {
    String server = servers.current();
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(server + path)
            .method(method, type, new String(body, StandardCharsets.UTF_8))
            .build();
    HttpResponse<String> response =
        await(
            counted(method, server, http.sendAsync(request, String.class)),
            server,
            patience,
            late -> {});
    if (response.code() > 202) {
      String text = response.body();
      String start = text.substring(0, Math.min(text.length(), EXPLANATION));
      throw new Refused(response.code(), "answered status=" + response.code() + " " + start);
    }
  }

  private <T extends HttpResponse<?>> CompletableFuture<T> counted(
      String method, String server, CompletableFuture<T> answer) {
    long begin = System.nanoTime();
    return answer.whenComplete((response, failure) ->
        calls.ended(
            new ApiCalls.Call(
                method,
                server,
                response == null ? ApiCalls.NO_ANSWER : response.code(),
                Duration.ofNanos(System.nanoTime() - begin))));
  }

  /**
   * @param late what to do with an answer that comes after we have gone
   */
  private <T> T await(
      CompletableFuture<T> answer, String server, Duration patience, Consumer<T> late)
      throws IOException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      answer.thenAccept(late);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closed while waiting for the API server");
    } catch (TimeoutException e) {
      answer.thenAccept(late);
      servers.leave(server);
      throw new IOException(
          "no answer from " + server + " within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      servers.leave(server);
      throw new IOException("cannot reach " + server + ": " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
