package io.weir.agent.cli;

import io.weir.agent.attach.Leftovers;
import io.weir.agent.attach.Leftovers.Left;
import io.weir.agent.http.AgentHttp;
import io.weir.agent.netlink.PodLinks;
import io.weir.agent.observe.Wire;
import io.weir.bpf.sys.BpfFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir cleanup}: gives the node back. Needs no agent and no API server. */
@Command(
    name = "cleanup",
    description = {
      "Remove every program, link, filter, map and file of Weir from this node.",
      "Services and policies end at once: have another proxy at work before."
    })
final class CleanupCommand implements Callable<Integer> {
  @Option(names = "--dry-run", description = "Only tell what would go.")
  private boolean dry;

  @Option(
      names = "--force",
      description = "Also while an agent runs; it will put back what it misses.")
  private boolean force;

  @Mixin private MapCommand.Pins pins;
  @Mixin private AgentClient agent;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Path root = pins.directory();
    if (Files.exists(root) && !BpfFs.contains(root)) {
      throw new CliFailure(
          Exit.FINDING, root + ": not on a bpffs; is it the agent's pinDirectory?");
    }
    Path socket = agent.runDirectory().resolve(AgentHttp.SOCKET);
    if (!dry && !force && answers(socket)) {
      throw new CliFailure(
          Exit.FINDING,
          "an agent runs on this node, it answers on %s: end it first, or give --force"
              .formatted(socket));
    }
    List<Left> all = clean(socket);
    output.print(Wire.list("Leftovers", all).put("dryRun", dry), () -> table(all));
    return Exit.FINE;
  }

  private List<Left> clean(Path socket) {
    Leftovers leftovers = new Leftovers(pins.directory(), PodLinks.interfaces());
    try {
      List<Left> all = new ArrayList<>(dry ? leftovers.list() : leftovers.remove());
      if (Files.exists(socket)) {
        all.add(new Left("file", AgentHttp.SOCKET, socket.toString()));
      }
      if (!dry) {
        Files.deleteIfExists(socket);
        Leftovers.removeIfEmpty(agent.runDirectory());
      }
      return all;
    } catch (AccessDeniedException e) {
      throw notPermitted(e);
    } catch (IOException e) {
      throw new CliFailure(Exit.FINDING, "not all could be removed: " + e.getMessage());
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof AccessDeniedException denied) {
        throw notPermitted(denied);
      }
      throw new CliFailure(Exit.FINDING, e.getMessage() + ": " + e.getCause().getMessage());
    }
  }

  private static CliFailure notPermitted(AccessDeniedException e) {
    return new CliFailure(
        Exit.NOT_PERMITTED, e.getFile() + ": not permitted; only root may clean up");
  }

  /** Whether somebody listens; a socket that an agent left when it was killed refuses. */
  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  private String table(List<Left> all) {
    Table table = new Table("KIND", "NAME", "AT");
    all.forEach(left -> table.row(left.kind(), left.name(), left.at()));
    String what =
        all.isEmpty()
            ? "nothing of weir is on this node"
            : "%d %s".formatted(all.size(), dry ? "would be removed" : "removed");
    return (all.isEmpty() ? "" : table.toString()) + what + "\n";
  }
}
