package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of an agent that cannot run: one message, an exit code, and no Java. */
class AgentMainTest {
  @TempDir Path directory;

  @Test
  void everyFaultOfTheConfigurationIsToldAtOnce() throws Exception {
    AgentChild.Ended ended =
        AgentChild.run(
            "--sync-period=soon",
            "--maps-frontends=3",
            "--node-port-addresses=elsewhere",
            "--log-level=shout");

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.standardError())
        .startsWith("weir agent: configuration has 4 faults:")
        .contains("syncPeriod=soon (from --sync-period)", "maps.frontends=3", "logLevel=shout")
        .contains("nodePortAddresses=elsewhere")
        .hasLineCount(5);
  }

  @Test
  void aPinDirectoryOutsideABpffsIsToldWithWhatToDo() throws Exception {
    AgentChild.Ended ended = AgentChild.run("--pin-directory=" + directory);

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.standardError())
        .startsWith("weir agent: this node cannot run the agent:")
        .contains(directory + " is not on a bpffs: run 'mount -t bpf bpf /sys/fs/bpf'")
        .doesNotContain("\tat ", "Exception");
  }
}
