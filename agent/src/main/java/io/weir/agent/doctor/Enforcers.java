package io.weir.agent.doctor;

import io.weir.agent.kubeproxy.NodeTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Signs of others that enforce policies or serve Services on this node. */
final class Enforcers {
  private static final String CHECK = "other enforcers";

  private Enforcers() {}

  /** Cilium serves Services with programs of its own: two such cannot be on one node. */
  static Finding look(NodeFiles files, NodeTools tools) {
    Set<String> links = files.links();
    boolean cilium =
        links.contains("cilium_host")
            || files.exists("sys/fs/bpf/cilium")
            || files.exists("sys/fs/bpf/tc/globals/cilium_lxc");
    if (cilium) {
      return Finding.fail(
          CHECK, "Cilium is on this node", "use one of the two: this node has its programs");
    }
    return Finding.warnOf(
        CHECK,
        List.copyOf(signs(links, rules(tools))),
        "no sign of one",
        "two enforcers mean that what either denies is denied: set policy.enforce=false, or switch"
            + " that one off");
  }

  /** What the tools of netfilter tell, as one text. */
  private static String rules(NodeTools tools) {
    StringBuilder all = new StringBuilder();
    List<List<String>> questions =
        List.of(
            List.of("iptables-legacy-save", "-t", "filter"),
            List.of("iptables-nft-save", "-t", "filter"),
            List.of("nft", "list", "tables"));
    for (List<String> question : questions) {
      tools.run(question, "").ifPresent(said -> all.append(said.out()).append('\n'));
    }
    return all.toString();
  }

  static Set<String> signs(Set<String> links, String rules) {
    Set<String> signs = new TreeSet<>();
    List<String[]> known = new ArrayList<>();
    known.add(new String[] {":cali-", "Calico (chains cali-*)"});
    known.add(new String[] {":KUBE-ROUTER-", "k3s or kube-router (chains KUBE-ROUTER-*)"});
    known.add(new String[] {":KUBE-NWPLCY-", "k3s or kube-router (chains KUBE-NWPLCY-*)"});
    known.add(
        new String[] {"kindnet-network-policies", "kindnet (table kindnet-network-policies)"});
    known.add(new String[] {"kube-network-policies", "kube-network-policies (its table)"});
    for (String[] sign : known) {
      if (rules.contains(sign[0]) && signs.stream().noneMatch(s -> s.startsWith("kindnet"))) {
        signs.add(sign[1]);
      }
    }
    links.stream()
        .filter(l -> l.startsWith("cali") && l.length() == 15)
        .findFirst()
        .ifPresent(l -> signs.add("Calico (interface " + l + ")"));
    links.stream()
        .filter(l -> l.equals("antrea-gw0") || l.equals("ovn-k8s-mp0"))
        .forEach(
            l -> signs.add((l.startsWith("a") ? "Antrea" : "OVN-Kubernetes") + " (" + l + ")"));
    return signs;
  }
}
