package io.weir.sandbox.cli;

import io.weir.sandbox.demo.Demo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir demo}. */
@Command(
    name = "demo",
    description =
        "A cluster on this machine, the examples applied, every kind of address tried, endpoints"
            + " changed under traffic, policies over a small shop. Exit code 0 only if every line holds. Root.")
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--examples",
      defaultValue = "deploy/examples",
      description = "Directory of the manifests (default: ${DEFAULT-VALUE}).")
  private Path examples;

  @Override
  public Integer call() {
    if (!Files.isDirectory(examples)) {
      throw new ParameterException(
          spec.commandLine(), "--examples=" + examples + ": no such directory");
    }
    return Demo.run(examples, System.out) ? 0 : 1;
  }
}
