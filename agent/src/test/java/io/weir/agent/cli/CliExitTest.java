package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.Version;
import io.weir.agent.observe.Wire;
import io.weir.bpf.BpfException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliExitTest {
  @TempDir Path directory;

  private final Shell shell = new Shell();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "status --nonsense",
        "status -o xml",
        "service",
        "service get",
        "service get a/b/c",
        "service why 10.96.0.10",
        "service why 10.96.0.10:80/icmp",
        "service why 300.1.1.1:80",
        "policy",
        "policy get",
        "policy get a/b/c",
        "endpoint",
        "endpoint get a/b/c",
        "explain",
        "explain --from a/b",
        "explain --to a/b:80",
        "explain --stdin --from a/b",
        "explain --from a/b --to c/d",
        "explain --from a/b --to c/d:0",
        "explain --from a/b --to c/d:80/esp",
        "explain --from a/b --to [fd00::1]",
        "explain --from a/b --to c/d:80 --family IPv5",
        "map",
        "map dump",
        "completion fish",
        "agent --nonsense=1",
      })
  void wrongUsageIsTwoAndSaysSoOnStderr(String command) {
    Shell.Result result = shell.run(command.isEmpty() ? new String[0] : command.split(" "));

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "service ls",
        "service get a/b",
        "service why 1.2.3.4:5",
        "policy ls",
        "endpoint get a/b",
        "explain --from a/b --to c/d:80"
      })
  void anAgentThatIsAwayIsThreeAndNamesTheSocket(String command) {
    Shell.Result result = shell.run((command + " --run-dir " + directory).split(" "));

    assertThat(result.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(result.err())
        .contains("no agent answers on " + directory.resolve("agent.sock"))
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the agent's answer broke off",
        "HTTP/1.1 200 OK | the agent's answer broke off",
        "'HTTP/1.1 500 Internal Server Error\r\n\r\nno json' | answered 500 Internal Server Error",
        "'HTTP/1.1 503 Service Unavailable\r\n\r\n{\"message\":\"it hangs\"}' | it hangs",
      })
  void anAgentThatBreaksOffOrHangsIsThree(String answer, String message) throws Exception {
    Path socket = directory.resolve("agent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread agent = Thread.ofVirtual().start(() -> answerOnce(server, answer));
      Shell.Result result = shell.run("service", "ls", "--run-dir", directory.toString());
      agent.join();

      assertThat(result.exit()).isEqualTo(Exit.UNREACHABLE);
      assertThat(result.err()).contains(message);
    }
  }

  private static void answerOnce(ServerSocketChannel server, String answer) {
    try (SocketChannel client = server.accept()) {
      client.read(ByteBuffer.allocate(4096));
      client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void noPinnedMapsIsAFindingThatSaysWhatToDo() {
    Shell.Result result = shell.run("map", "ls", "--pin-dir", directory.toString());

    assertThat(result.exit()).isEqualTo(Exit.FINDING);
    assertThat(result.err()).contains("no maps are pinned").contains("pinDirectory");
  }

  @Test
  void anUnknownMapIsAFinding() throws IOException {
    Files.createDirectories(directory.resolve("v1/maps"));
    Shell.Result result = shell.run("map", "dump", "nonsense", "--pin-dir", directory.toString());

    assertThat(result.exit()).isEqualTo(Exit.FINDING);
    assertThat(result.err()).contains("nonsense: no such map");
  }

  @Test
  void whatTheKernelForbidsIsFiveAndAFaultOfOursSeventy() {
    assertThat(Failures.exit(new BpfException.NotPermitted("x"))).isEqualTo(Exit.NOT_PERMITTED);
    assertThat(Failures.exit(new BpfException.Unsupported("x"))).isEqualTo(Exit.FINDING);
    assertThat(Failures.exit(new IllegalStateException())).isEqualTo(Exit.BROKEN);
  }

  @Test
  void helpIsFineAndTellsTheExitCodes() {
    Shell.Result result = shell.run("--help");

    assertThat(result.exit()).isEqualTo(Exit.FINE);
    assertThat(result.out()).contains("service").contains("3   the agent cannot be reached");
    assertThat(shell.run("service", "why", "-h").exit()).isEqualTo(Exit.FINE);
  }

  @Test
  void agentFlagsArePassedOnAsGivenAndItsExitCodeComesBack() {
    Shell.Result result =
        shell.run("agent", "--node-name", "n1", "--health-address=", "--bind-hard-fail");

    assertThat(result.exit()).isEqualTo(78);
    assertThat(shell.agentFlags())
        .isEqualTo(Map.of("--node-name", "n1", "--health-address", "", "--bind-hard-fail", "true"));
    assertThat(shell.run("agent", "--help").out())
        .contains("100% needed")
        .contains("Default: 0.0.0.0:10256.");
  }

  @Test
  void versionIsText_andJsonForScripts() {
    assertThat(shell.run("version").out()).startsWith("weir " + Version.CURRENT.version() + " (");
    assertThat(
            Wire.JSON
                .readTree(shell.run("version", "-o", "json").out())
                .path("apiVersion")
                .asString())
        .isEqualTo("weir/v1");
    assertThat(Version.CURRENT.version()).doesNotContain("$");
  }

  @Test
  void completionKnowsEveryCommandInBothShells() {
    assertThat(shell.run("completion", "bash").out())
        .contains("complete -F _complete_weir")
        .contains("why")
        .contains("--node-name");
    assertThat(shell.run("completion", "zsh").out()).contains("bashcompinit");
  }
}
