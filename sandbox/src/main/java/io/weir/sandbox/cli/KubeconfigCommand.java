package io.weir.sandbox.cli;

import io.weir.sandbox.boot.Sandbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir sandbox kubeconfig}. */
@Command(name = "kubeconfig", description = "Print the path of a sandbox's kubeconfig.")
final class KubeconfigCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SandboxCommand.Which which;

  @Override
  public void run() {
    spec.commandLine().getOut().println(Sandbox.get(which.name).directory().kubeconfig());
  }
}
