package io.weir.agent.kubeproxy;

import java.util.List;
import java.util.Set;

/**
 * Which chains of iptables are kube-proxy's. The kubelet has some that begin alike
 * (KUBE-KUBELET-CANARY, KUBE-FIREWALL, KUBE-IPTABLES-HINT), and enforcers of policies too
 * (KUBE-ROUTER-INPUT, KUBE-POD-FW-…): these are not named here.
 */
final class ProxyChains {
  private static final Set<String> NAMES =
      Set.of(
          "KUBE-SERVICES",
          "KUBE-EXTERNAL-SERVICES",
          "KUBE-NODEPORTS",
          "KUBE-POSTROUTING",
          "KUBE-MARK-MASQ",
          "KUBE-FORWARD",
          "KUBE-PROXY-CANARY",
          "KUBE-PROXY-FIREWALL",
          "KUBE-LOAD-BALANCER",
          "KUBE-NODE-PORT",
          "KUBE-SOURCE-RANGES-FIREWALL",
          "KUBE-IPVS-FILTER",
          "KUBE-IPVS-OUT-FILTER");

  private static final List<String> PREFIXES =
      List.of("KUBE-SVC-", "KUBE-SVL-", "KUBE-SEP-", "KUBE-EXT-", "KUBE-FW-", "KUBE-XLB-");

  private ProxyChains() {}

  static boolean has(String chain) {
    return NAMES.contains(chain) || PREFIXES.stream().anyMatch(chain::startsWith);
  }
}
