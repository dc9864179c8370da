package io.weir.agent.cli;

import io.weir.agent.kubeproxy.Proxied;
import io.weir.values.L4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Our maps against kube-proxy's rules.
 *
 * @param same how many frontends have the same backends on both sides
 */
record KubeProxyDiff(int same, List<Difference> differences) {
  /**
   * A frontend that one side lacks, or that has other backends there; addresses as text.
   *
   * @param what {@code only-weir}, {@code only-kube-proxy} or {@code backends}
   */
  record Difference(String frontend, String what, List<String> weir, List<String> kubeProxy) {}

  static KubeProxyDiff of(
      Map<Proxied, ProxiedMaps.Sets> ours, Map<Proxied, Set<L4Address>> theirs) {
    Set<Proxied> all = new TreeSet<>(ours.keySet());
    all.addAll(theirs.keySet());
    List<Difference> differences = new ArrayList<>();
    for (Proxied frontend : all) {
      ProxiedMaps.Sets our = ours.get(frontend);
      Set<L4Address> their = theirs.get(frontend);
      if (their == null) {
        differences.add(
            new Difference(frontend + "", "only-weir", texts(our.cluster()), List.of()));
      } else if (our == null) {
        differences.add(new Difference(frontend + "", "only-kube-proxy", List.of(), texts(their)));
      } else if (!our.agreeWith(their)) {
        differences.add(
            new Difference(frontend + "", "backends", texts(our.cluster()), texts(their)));
      }
    }
    return new KubeProxyDiff(all.size() - differences.size(), differences);
  }

  private static List<String> texts(Set<L4Address> backends) {
    return backends.stream().map(L4Address::toString).toList();
  }

  String text() {
    if (differences.isEmpty()) {
      return same + " frontends are the same\n";
    }
    Table table = new Table("FRONTEND", "DIFFERENCE", "WEIR", "KUBE-PROXY");
    differences.forEach(d -> table.row(d.frontend(), d.what(), d.weir(), d.kubeProxy()));
    return table + "" + same + " other frontends are the same\n";
  }
}
