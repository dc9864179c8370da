package io.weir.agent.cli;

import io.weir.agent.kubeproxy.NodeTools;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "weir",
    description = "Kubernetes Services and network policy in the kernel, without kube-proxy.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServiceCommand.class,
      PolicyCommand.class,
      EndpointCommand.class,
      ExplainCommand.class,
      CtCommand.class,
      MapCommand.class,
      CleanupCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:a finding, or a negative answer",
      "2:wrong usage",
      "3:the agent cannot be reached",
      "4:part of the answer is missing",
      "5:not permitted"
    })
public final class WeirCommand implements Runnable {
  @Spec private CommandSpec command;

  private WeirCommand() {}

  /**
   * The whole command line; callers may add subcommands of their own before they execute it.
   *
   * @param agent what {@code weir agent} runs
   */
  public static CommandLine commandLine(AgentEntry agent) {
    return commandLine(agent, InstantSource.system());
  }

  static CommandLine commandLine(AgentEntry agent, InstantSource clock) {
    CommandLine root = new CommandLine(new WeirCommand());
    root.addSubcommand(new StatusCommand(clock));
    root.addSubcommand(AgentCommand.spec(agent));
    root.addSubcommand(new KubeProxyCommand(NodeTools.local()));
    root.addSubcommand(new DoctorCommand(NodeTools.local()));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExecutionExceptionHandler(new Failures());
    root.setUsageHelpAutoWidth(true);
    return withHelp(root);
  }

  private static CommandLine withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    command.getSubcommands().values().forEach(WeirCommand::withHelp);
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command");
  }
}
