package io.weir.agent.kubeproxy;

import io.weir.values.Family;
import io.weir.values.L4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All of kube-proxy's that is on this node.
 *
 * @param iptables the tables that have chains of kube-proxy
 * @param nft its own table of each family, as {@code nft -j} tells it
 * @param ipvs whether the interface is there that mode ipvs gives addresses to
 * @param unknown what could not be looked at, and why
 */
public record NodeRules(
    List<IptablesTable> iptables, Map<Family, JsonNode> nft, boolean ipvs, List<String> unknown) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path IPVS = Path.of("/sys/class/net/kube-ipvs0");

  public NodeRules {
    iptables = List.copyOf(iptables);
    nft = Map.copyOf(nft);
    unknown = List.copyOf(unknown);
  }

  /** Looks, and changes nothing. */
  public static NodeRules read(NodeTools tools) {
    List<String> unknown = new ArrayList<>();
    List<IptablesTable> iptables = new ArrayList<>();
    for (String tool : List.of("legacy", "nft")) {
      for (Family family : Family.values()) {
        iptables(tools, tool, family, unknown).stream()
            .filter(table -> !table.proxyChains().isEmpty())
            .forEach(iptables::add);
      }
    }
    Map<Family, JsonNode> nft = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      table(tools, family, unknown).ifPresent(table -> nft.put(family, table));
    }
    return new NodeRules(iptables, nft, Files.exists(IPVS), unknown);
  }

  /** {@code iptables} or {@code ip6tables}. */
  static String command(Family family, String tool, String what) {
    return (family == Family.IPV4 ? "iptables-" : "ip6tables-") + tool + "-" + what;
  }

  /** {@code ip} or {@code ip6}. */
  static String nftFamily(Family family) {
    return family == Family.IPV4 ? "ip" : "ip6";
  }

  private static List<IptablesTable> iptables(
      NodeTools tools, String tool, Family family, List<String> unknown) {
    String command = command(family, tool, "save");
    Optional<NodeTools.Said> said = tools.run(List.of(command), "");
    if (said.isEmpty()) {
      unknown.add(command + ": not on this node");
      return List.of();
    }
    if (said.get().exit() != 0) {
      unknown.add(command + ": " + said.get().err().strip());
      return List.of();
    }
    return IptablesTable.read(tool, family, said.get().out());
  }

  private static Optional<JsonNode> table(NodeTools tools, Family family, List<String> unknown) {
    Optional<NodeTools.Said> said =
        tools.run(List.of("nft", "-j", "list", "table", nftFamily(family), "kube-proxy"), "");
    if (said.isEmpty()) {
      unknown.add("nft: not on this node; tables of " + nftFamily(family));
      return Optional.empty();
    }
    if (said.get().exit() != 0) {
      if (!said.get().err().contains("No such file or directory")) {
        unknown.add("nft: " + said.get().err().strip());
      }
      return Optional.empty();
    }
    return Optional.of(JSON.readTree(said.get().out()));
  }

  /** Whether anything of kube-proxy's is there. */
  public boolean any() {
    return !iptables.isEmpty() || !nft.isEmpty() || ipvs;
  }

  /** By frontend, the backends that kube-proxy's rules lead to. */
  public Map<Proxied, Set<L4Address>> services() {
    Map<Proxied, Set<L4Address>> all = new TreeMap<>(IptablesServices.read(iptables));
    nft.forEach((family, table) -> all.putAll(NftServices.read(family, table)));
    return all;
  }
}
