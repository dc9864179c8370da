package io.weir.agent.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir completion bash|zsh}. */
@Command(
    name = "completion",
    description = "Print a completion script: source <(weir completion bash)")
final class CompletionCommand implements Runnable {
  private enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Parsed only to refuse other shells: the script serves both. */
  @Parameters(paramLabel = "bash|zsh", description = "The shell to print for.")
  private Shell shell;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    CommandLine root = command.root().commandLine();
    command.commandLine().getOut().print(AutoComplete.bash(root.getCommandName(), root));
    command.commandLine().getOut().flush();
  }
}
