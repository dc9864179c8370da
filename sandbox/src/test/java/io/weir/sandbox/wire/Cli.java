package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.boot.AgentMain;
import io.weir.agent.cli.Exit;
import io.weir.agent.cli.WeirCommand;
import io.weir.agent.observe.Wire;
import io.weir.sandbox.demo.Cluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** {@code weir}, as an operator of a node would type it, in this process. */
record Cli(Cluster cluster, String node) {
  private static final int TIMES = 3;

  /** What it printed, and its exit code. */
  record Said(int exit, String out, String err) {
    private JsonNode json() {
      assertThat(out).as("exit=%d: %s", exit, err).isNotEmpty();
      return Wire.JSON.readTree(out);
    }
  }

  Said run(String... words) {
    List<String> argv = new ArrayList<>(List.of(words));
    argv.add("--run-dir=" + cluster.sandbox().directory().agent(node));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine weir = WeirCommand.commandLine(new AgentMain());
    weir.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = weir.execute(argv.toArray(String[]::new));
    return new Said(exit, out.toString(), err.toString());
  }

  /** The answer of a command as JSON; an agent that is only late is asked again. */
  JsonNode json(String... words) {
    List<String> more = new ArrayList<>(List.of(words));
    more.addAll(List.of("-o", "json"));
    Said said = run(more.toArray(String[]::new));
    for (int i = 1; i < TIMES && said.exit() == Exit.UNREACHABLE; i++) {
      said = run(more.toArray(String[]::new));
    }
    return said.json();
  }
}
