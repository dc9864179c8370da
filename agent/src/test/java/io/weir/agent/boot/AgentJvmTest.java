package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AgentJvmTest {
  @Test
  void theLauncherStartsTheAgentWithTheSameFlagsAndEnvironment() throws IOException {
    String launcher = Files.readString(Path.of("..", "bin", "weir"));

    assertThat(launcher).contains(AgentJvm.FLAGS);
    AgentJvm.ENVIRONMENT.forEach(
        (name, value) -> assertThat(launcher).contains(name + "=" + value));
  }
}
