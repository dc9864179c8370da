package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentClientsTest {
  @TempDir Path sandbox;

  @Test
  void inASandboxTheAgentsOfAllNodesAreAsked() throws IOException {
    Path one = Files.createDirectory(sandbox.resolve("agent-node1"));
    Path two = Files.createDirectory(sandbox.resolve("agent-node2"));
    Files.createFile(sandbox.resolve("agent-node1.log"));
    Path host = Files.createDirectory(sandbox.resolve("host"));

    assertThat(AgentClients.byDefault(one, Path.of("/none"))).containsExactly(one, two);
    assertThat(AgentClients.byDefault(host, sandbox)).containsExactly(one, two);
    assertThat(AgentClients.byDefault(host, Path.of("/none"))).containsExactly(host);
    Files.createFile(host.resolve("agent.sock"));
    assertThat(AgentClients.byDefault(host, sandbox)).containsExactly(host);
  }
}
