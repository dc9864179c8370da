package io.weir.bench;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same rules in three languages: {@code count} that let one address each reach one port of the
 * server, everything else refused. The client's comes last: the worst case of a chain.
 */
record PolicyRules(int count) {
  static final int PORT = 8080;

  /** An address of 10.80.0.0/12 that nobody has; of the last rule the client's. */
  private String source(int rule) {
    return rule == count - 1
        ? PolicyNode.CLIENT.toString()
        : "10.%d.%d.%d".formatted(80 + (rule >> 16), rule >> 8 & 255, rule & 255);
  }

  /** What the API server would say of it. */
  NetworkPolicyFacts networkPolicy() {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Peer peer =
          new Peer(
              Optional.empty(),
              Optional.empty(),
              Optional.of(new IpBlock(source(i) + "/32", List.of())));
      Port port = new Port("TCP", Integer.toString(PORT), true, Optional.empty());
      rules.add(new Rule(List.of(peer), List.of(port)));
    }
    return new NetworkPolicyFacts(
        PolicyName.networkPolicy(ManyServices.NAMESPACE, "rules-" + count),
        "rules",
        Optional.of(new SelectorFacts(Map.of("app", "server"), List.of())),
        List.of("Ingress"),
        rules,
        List.of(),
        false);
  }

  /** For {@code iptables-legacy-restore}. */
  String iptables() {
    StringBuilder text = new StringBuilder("*filter\n:FORWARD ACCEPT [0:0]\n");
    text.append("-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n");
    for (int i = 0; i < count; i++) {
      text.append("-A FORWARD -s ").append(source(i)).append(" -d ").append(PolicyNode.SERVER);
      text.append(" -p tcp --dport ").append(PORT).append(" -j ACCEPT\n");
    }
    return text.append("-A FORWARD -d " + PolicyNode.SERVER + " -j DROP\nCOMMIT\n").toString();
  }

  /** For {@code nft -f -}: a chain of rules, as a policy is written by hand or by an agent. */
  String nftables() {
    StringBuilder text = new StringBuilder("table ip weir_bench {\nchain forward {\n");
    text.append("type filter hook forward priority 0; policy accept;\n");
    text.append("ct state established,related accept\n");
    for (int i = 0; i < count; i++) {
      text.append("ip saddr ").append(source(i)).append(" ip daddr ").append(PolicyNode.SERVER);
      text.append(" tcp dport ").append(PORT).append(" accept\n");
    }
    return text.append("ip daddr " + PolicyNode.SERVER + " drop\n}\n}\n").toString();
  }
}
