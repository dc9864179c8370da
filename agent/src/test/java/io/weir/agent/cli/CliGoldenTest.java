package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.http.AgentHttp;
import io.weir.agent.http.FakeQueries;
import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.observe.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What commands print and return, against a live socket with fixed answers. JSON and YAML are a
 * promise to scripts: a changed golden file is a change of {@code weir/v1}. {@code
 * -Dgolden.update=true} rewrites the files.
 */
class CliGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli");

  @TempDir static Path directory;
  private static AgentHttp http;

  @BeforeAll
  static void start() throws IOException {
    http =
        AgentHttp.start(
            new AgentHttp.Addresses(
                Optional.empty(), Optional.empty(), directory.resolve("run"), false),
            new AgentHttp.Sources(
                new AgentMetrics(Snapshots::healthy, Duration.ofSeconds(60), () -> Snapshots.NOW),
                Snapshots::healthy,
                new FakeQueries(),
                Map.of()));
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @ParameterizedTest
  @CsvSource({
    "status, status",
    "status-json, status -o json",
    "service-ls, service ls",
    "service-ls-json, service ls -o json",
    "service-ls-yaml, service ls -o yaml",
    "service-get, service get shop/web",
    "service-get-yaml, service get shop/web -o yaml",
    "service-get-unknown, service get shop/none",
    "service-get-default-namespace, service get none",
    "service-why, service why 10.96.0.10:80 --from shop/client",
    "service-why-json, service why 10.96.0.10:80/tcp -o json",
    "service-why-outside, service why 10.96.0.10:80 --from 198.51.100.7:40000",
    "service-why-nothing, service why [fd00::1]:80/udp",
    "policy-ls, policy ls",
    "policy-ls-json, policy ls -o json",
    "policy-get, policy get shop/db",
    "policy-get-json, policy get shop/db -o json",
    "policy-get-unknown, policy get no-test",
    "endpoint-ls, endpoint ls",
    "endpoint-ls-json, endpoint ls -o json",
    "endpoint-get, endpoint get shop/db",
    "endpoint-get-json, endpoint get shop/db -o json",
    "endpoint-get-unknown, endpoint get db",
    "explain-partial, explain --from shop/web --to shop/db:5432",
    "explain-denied, explain --from shop/web --to shop/db:80/udp",
    "explain-json, explain --from shop/web --to shop/db/icmp -o json",
    "explain-unknown, explain --from shop/web --to none:80",
    "ct-ls, ct ls",
    "ct-ls-json, ct ls -o json",
    "ct-ls-limited, ct ls --limit 3",
    "ct-ls-none, ct ls --port 9",
    "ct-get, ct get 198.51.100.7:40000 203.0.113.7:80/tcp",
    "ct-get-json, ct get 198.51.100.7 [2001:db8:1b::7]:80 -o json",
    "ct-rm, ct rm --port 80",
    "ct-rm-json, ct rm --port 80 --dry-run -o json",
    "ct-rm-dry, ct rm --all --dry-run",
    "ct-rm-none, ct rm --port 9",
    "ct-rm-nothing-said, ct rm --table wire",
    "ct-stats, ct stats",
    "ct-stats-json, ct stats -o json",
  })
  void printsAndReturns(String name, String command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.add("--run-dir=" + directory.resolve("run"));
    Shell.Result result = new Shell().run(arguments.toArray(String[]::new));
    String session =
        "$ weir %s\n%s%s# exit %d\n"
            .formatted(command, result.out(), result.err(), result.exit())
            .replaceAll("\"?version\"?: \"?0[^\",\n]*\"?", "version: VERSION")
            .replaceAll("weir 0\\.[^,]*,", "weir VERSION,")
            .replaceAll("(?s)(want|give --all|missing)([^\n]*)\nUsage:.*?\n# exit", "$1$2\n# exit");

    Path golden = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, session);
    }
    assertThat(session).isEqualTo(Files.readString(golden));
  }
}
