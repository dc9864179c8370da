package io.weir.agent.kubeproxy;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Frontends and backends as kube-proxy's rules of iptables have them. */
final class IptablesServices {
  private static final Set<String> ENTRIES =
      Set.of("KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-NODEPORTS");

  private final Family family;
  private final Map<String, List<IptablesTable.Rule>> chains;

  private IptablesServices(IptablesTable table) {
    family = table.family();
    chains = table.rules().stream().collect(Collectors.groupingBy(IptablesTable.Rule::chain));
  }

  /** By frontend, the backends that its chains lead to. */
  static Map<Proxied, Set<L4Address>> read(Collection<IptablesTable> tables) {
    Map<Proxied, Set<L4Address>> found = new TreeMap<>();
    tables.stream()
        .filter(t -> t.name().equals("nat") || t.name().equals("filter"))
        .forEach(t -> new IptablesServices(t).collect(found));
    return found;
  }

  private void collect(Map<Proxied, Set<L4Address>> found) {
    for (String entry : ENTRIES) {
      for (IptablesTable.Rule rule : chains.getOrDefault(entry, List.of())) {
        boolean ends = rule.leadsTo().filter(t -> !ENTRIES.contains(t)).isPresent();
        if (ends || rule.word("-j").equals(Optional.of("REJECT"))) {
          frontend(rule)
              .ifPresent(f -> backends(rule, found.computeIfAbsent(f, _ -> new TreeSet<>())));
        }
      }
    }
  }

  private Optional<Proxied> frontend(IptablesTable.Rule rule) {
    Optional<Integer> port = rule.word("--dport").map(Integer::parseInt);
    Optional<String> protocol = rule.word("-p");
    if (port.isEmpty() || protocol.isEmpty()) {
      return Optional.empty();
    }
    return rule.words().contains("--dst-type LOCAL") || rule.chain().equals("KUBE-NODEPORTS")
        ? Optional.of(Proxied.nodePort(family, port.get(), protocol.get()))
        : rule.word("-d")
            .flatMap(d -> IpAddress.parse(d.split("/")[0]))
            .map(ip -> Proxied.at(ip, port.get(), protocol.get()));
  }

  private void backends(IptablesTable.Rule rule, Set<L4Address> into) {
    rule.leadsTo().ifPresent(chain -> follow(chain, into, new HashSet<>()));
  }

  private void follow(String chain, Set<L4Address> into, Set<String> seen) {
    if (!seen.add(chain)) {
      return;
    }
    for (IptablesTable.Rule rule : chains.getOrDefault(chain, List.of())) {
      rule.word("--to-destination").flatMap(IptablesServices::l4).ifPresent(into::add);
      rule.leadsTo().ifPresent(next -> follow(next, into, seen));
    }
  }

  private static Optional<L4Address> l4(String text) {
    int colon = text.lastIndexOf(':');
    return IpAddress.parse(text.substring(0, colon).replaceAll("[\\[\\]]", ""))
        .map(ip -> new L4Address(ip, Integer.parseInt(text.substring(colon + 1))));
  }
}
