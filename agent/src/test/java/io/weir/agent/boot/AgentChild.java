package io.weir.agent.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An agent as a process of its own, with flags given as {@code --name=value}. */
final class AgentChild {
  private AgentChild() {}

  public static void main(String[] arguments) {
    Map<String, String> flags =
        Arrays.stream(arguments)
            .map(a -> a.split("=", 2))
            .collect(Collectors.toMap(a -> a[0], a -> a[1]));
    System.exit(new AgentMain().run(flags));
  }

  static ProcessBuilder of(String... flags) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                AgentChild.class.getName()));
    line.addAll(List.of(flags));
    ProcessBuilder process = new ProcessBuilder(line);
    process.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    return process;
  }

  /** How an agent ended that could not run. */
  record Ended(int code, String standardError) {}

  static Ended run(String... flags) throws IOException, InterruptedException {
    Path log = Files.createTempFile("agent-child-", ".log");
    try {
      Process process =
          of(flags)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(log.toFile())
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(log);
      if (!ended) {
        throw new AssertionError("the agent did not end: " + said);
      }
      return new Ended(process.exitValue(), said);
    } finally {
      Files.delete(log);
    }
  }
}
