package io.weir.agent.cli;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.Wire;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code weir ct ls|get|rm|stats}. */
@Command(
    name = "ct",
    description = "Flows that this node tracks: connections of pods, translations of Services.")
final class CtCommand implements Runnable {
  /** What fits this program's memory. */
  private static final int MOST = 20_000;

  /** Flows shown of those that {@code rm} removed. */
  private static final int SHOWN = 100;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command: ls, get, rm or stats");
  }

  @Command(name = "ls", description = "The flows that all options leave.")
  int ls(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Mixin FlowOptions options,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "At most so many, up to 20000. Default: 1000.")
          int limit) {
    if (limit < 1 || limit > MOST) {
      throw new ParameterException(command.commandLine(), "--limit=" + limit + ": want 1.." + MOST);
    }
    FlowPages.Found found = new FlowPages(agent, options.filter()).find(limit);
    output.print(
        Wire.list("FlowList", found.rows()).put("more", found.more()),
        () -> FlowText.list(found) + (found.more() ? FlowText.more(limit) : ""));
    return Exit.FINE;
  }

  @Command(
      name = "get",
      description = "Everything known of a flow, by its ends; exit code 1 when there is none.")
  int get(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Parameters(paramLabel = "CLIENT", description = "ADDRESS[:PORT] of who began it.")
          String client,
      @Parameters(
              paramLabel = "SERVER[/PROTOCOL]",
              description = "ADDRESS[:PORT] where it was sent, or of its backend.")
          String server) {
    FlowPages.Found found = new FlowPages(agent, ends(client, server)).find(SHOWN);
    output.print(
        Wire.list("FlowList", found.rows()).put("more", found.more()),
        () -> found.rows().isEmpty() ? "no such flow\n" : FlowText.details(found.rows()));
    return found.rows().isEmpty() ? Exit.FINDING : Exit.FINE;
  }

  private FlowFilter ends(String client, String server) {
    int slash = server.indexOf('/');
    Map<String, String> given = new LinkedHashMap<>();
    given.put("client", client);
    given.put("server", slash < 0 ? server : server.substring(0, slash));
    if (slash >= 0) {
      given.put("protocol", server.substring(slash + 1));
    }
    try {
      return FlowFilter.of(name -> Optional.ofNullable(given.get(name)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  @Command(
      name = "rm",
      description = {
        "Forget the flows that all options leave; exit code 1 when there is none.",
        "The next packet of each is looked at as the first of a new flow."
      })
  int rm(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Mixin FlowOptions options,
      @Option(names = "--all", description = "Where no option narrows them: all there are.")
          boolean all,
      @Option(names = "--dry-run", description = "Only tell which.") boolean dry) {
    FlowFilter filter = options.filter();
    if (filter.isWide() && !all) {
      throw new ParameterException(
          command.commandLine(), "this would remove every flow: narrow the filter, or give --all");
    }
    FlowPages.Removed removed = new FlowPages(agent, filter).remove(dry, all, SHOWN);
    output.print(
        Wire.list("RemovedFlows", removed.some().rows())
            .put("removed", removed.count())
            .put("dryRun", dry)
            .put("more", removed.some().more()),
        () -> FlowText.removed(removed, dry));
    return removed.count() == 0 ? Exit.FINDING : Exit.FINE;
  }

  @Command(
      name = "stats",
      description = "How many flows of each kind the options leave, and how full the tables are.")
  int stats(@Mixin AgentClient agent, @Mixin Output output, @Mixin FlowOptions options) {
    List<FlowCounts.Count> counts = new FlowPages(agent, options.filter()).count();
    JsonNode status = agent.get("/v1/status");
    AgentSnapshot snapshot = Wire.JSON.treeToValue(status, AgentSnapshot.class);
    FlowStats stats = FlowStats.of(counts, snapshot);
    output.print(Wire.object("FlowStats", stats), () -> FlowStatsText.of(stats));
    return Exit.FINE;
  }
}
