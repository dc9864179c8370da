package io.weir.sandbox.cli;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir sandbox up}. */
@Command(name = "up", description = "Start a sandbox: its nodes, its API server, its agents. Root.")
final class UpCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SandboxCommand.Which which;

  @Option(
      names = "--nodes",
      defaultValue = "3",
      description = "How many nodes, 1 to 50 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--cni",
      defaultValue = "routed",
      description =
          "How pods hang on their node: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private PodNetwork network;

  @Option(
      names = "--family",
      defaultValue = "dual",
      description = "Address families: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Families families;

  @Option(
      names = "--underlay-mtu",
      defaultValue = "" + Blueprint.MTU_WITH_TUNNEL,
      description =
          "MTU between the nodes; pods and the machine outside have "
              + Blueprint.MTU
              + " (default: ${DEFAULT-VALUE}).")
  private int underlayMtu;

  @Option(
      names = "--no-agents",
      description = "Start no agent on the nodes: Services are not translated.")
  private boolean noAgents;

  @Override
  public void run() {
    long start = System.nanoTime();
    Sandbox sandbox =
        SandboxUp.run(
            new SandboxUp.Wish(which.name, nodes, network, families, !noAgents, underlayMtu));
    double seconds = (System.nanoTime() - start) / 1e9;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "sandbox %s is up: nodes=%d cni=%s family=%s, in %.1f s%n%n",
        which.name, nodes, lower(network), lower(families), seconds);
    String flag = which.name.equals("default") ? "" : " --name " + which.name;
    out.printf("export KUBECONFIG=%s%n", sandbox.directory().kubeconfig());
    out.printf("kubectl get nodes%n");
    out.printf("kubectl apply -f deploy/examples/%n");
    out.printf("weir sandbox exec%s POD -- CMD         # or node/node1, or outside%n", flag);
    if (!noAgents) {
      out.printf("WEIR_RUN_DIRECTORY=%s weir status%n", sandbox.directory().agent("node1"));
    }
    out.printf("weir sandbox down%s%n", flag);
    out.flush();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
