package io.weir.sandbox.wire;

import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two nodes with agents, an echo pod on each ({@code s1}, {@code s2}), one client, and a Service
 * for everything that may stand behind an address.
 */
final class WireLab implements AutoCloseable {
  /** Ports of clients: below those that the kernel chooses, and every exchange has its own. */
  private static final int FIRST_OWN_PORT = 10_000;

  private static final int OWN_PORTS = 20_000;

  private final Cluster cluster;
  private final From from;
  private final Underlay underlay;
  private final Services services;
  private ClientProcess client;
  private Map<String, String> names = Map.of();
  private int asked;

  private WireLab(Cluster cluster, From from) {
    this.cluster = cluster;
    this.from = from;
    this.services = new Services(cluster);
    this.underlay = Underlay.of(cluster.sandbox());
  }

  /**
   * @param agents whether the nodes have agents
   */
  static WireLab up(From from, PodNetwork network, boolean agents) {
    String name =
        "wire" + from.name().replace("_", "") + network.name().charAt(0) + (agents ? "" : "k");
    WireLab lab =
        new WireLab(
            Cluster.up(
                new SandboxUp.Wish(
                    name.toLowerCase(Locale.ROOT), 2, network, Families.DUAL, agents)),
            from);
    try {
      lab.fill();
      return lab;
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  Cluster cluster() {
    return cluster;
  }

  private void fill() {
    cluster.pod("s1", "node1", Services.TARGET_PORT);
    cluster.pod("s2", "node2", Services.TARGET_PORT);
    if (from == From.POD || from == From.OPTED_OUT) {
      cluster.pod("default", from.where, "node1", 0, from.annotations);
    }
    // ClusterIPs are announced nowhere; what comes to a node for one is served all the same.
    ApiOptions.defaults().serviceCidrs().forEach(cidr -> cluster.fromOutside(cidr, "node1"));
    client = ClientProcess.start(cluster.sandbox(), from.where).ready();
    names = names();
  }

  /** The client's own addresses are {@code own}, whatever else they are. */
  private Map<String, String> names() {
    Map<String, String> all = new HashMap<>();
    for (NodeNet node : cluster.sandbox().blueprint().nodeNets()) {
      node.addresses().forEach(ip -> all.put(ip.toString(), node.name()));
    }
    own().forEach(ip -> all.put(ip.toString(), "own"));
    return Map.copyOf(all);
  }

  private Stream<IpAddress> own() {
    return switch (from) {
      case POD, OPTED_OUT -> cluster.podIps("default", from.where).stream();
      case HOST -> cluster.node("node1").addresses().stream();
      case OUTSIDE -> Stream.of(Family.values()).map(cluster.sandbox().blueprint()::outsideAddress);
    };
  }

  void serve(Collection<Cell.Backing> all) {
    for (Cell.Backing backing : all) {
      String policy = backing.localPolicy() ? "Local" : "Cluster";
      services.add(
          backing.service(),
          backing.mode(),
          "externalTrafficPolicy: " + policy + ", " + Cluster.selector(backing.backend()));
    }
  }

  private Hops.Target target(Cell cell) {
    return services.target(cell.backing().service(), cell.frontend(), cell.family());
  }

  private String command(Cell cell, int ownPort) {
    Hops.Target target = target(cell);
    return "%s %s %d %d"
        .formatted(
            cell.protocol().name().toLowerCase(Locale.ROOT),
            target.address(),
            target.port(),
            ownPort);
  }

  /** Asks all at once: what came of each, in the words of {@link Cell#expected}. */
  Map<Cell, String> ask(Collection<Cell> cells) {
    Map<Cell, Integer> ports = new LinkedHashMap<>();
    cells.forEach(cell -> ports.put(cell, FIRST_OWN_PORT + asked++ % OWN_PORTS));
    String commands =
        ports.entrySet().stream()
            .map(e -> command(e.getKey(), e.getValue()))
            .collect(Collectors.joining(";"));
    underlay.take();
    String[] answers = client.ask("together " + commands).split(";");
    Hops hops = underlay.take();
    Map<Cell, String> came = new LinkedHashMap<>();
    ports.forEach((cell, port) -> {
      Came one = new Came(answers[came.size()], port);
      Set<Integer> ours = new HashSet<>(List.of(port, one.seenPort()));
      came.put(cell, one.text(names, hops.of(cell.protocol(), ours, target(cell))));
    });
    return came;
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    underlay.close();
    cluster.close();
  }
}
