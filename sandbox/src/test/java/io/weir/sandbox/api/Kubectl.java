package io.weir.sandbox.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine's kubectl in a directory of its own, with a kubeconfig that leads to a server. */
record Kubectl(Path home) {

  static Kubectl of(TestApi api, Path home) throws IOException {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, "kubectl")));
    assumeTrue(there, "SKIPPED: kubectl is not on the PATH, nothing here is tested without it");
    Kubectl kubectl = new Kubectl(home);
    String config =
        """
        {apiVersion: v1, kind: Config, current-context: s,
         clusters: [{name: s, cluster: {server: "http://127.0.0.1:%d"}}],
         contexts: [{name: s, context: {cluster: s, user: ""}}]}\
        """
            .formatted(api.server.port());
    kubectl.file("config", config);
    return kubectl;
  }

  Path file(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }

  /** Runs kubectl with these words and hands back what it printed, faults included. */
  String run(String words, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(words.split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("KUBECONFIG", home.resolve("config").toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().putAll(environment);
    Path out = home.resolve("out");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(words + " does not end: " + Files.readString(out));
    }
    return Files.readString(out);
  }
}
