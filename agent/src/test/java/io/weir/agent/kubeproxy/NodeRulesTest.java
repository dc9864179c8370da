package io.weir.agent.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is kube-proxy's on a node, what it serves, and how it is removed. */
class NodeRulesTest {
  private static final String IPTABLES =
      """
      *mangle
      :PREROUTING ACCEPT [0:0]
      :KUBE-KUBELET-CANARY - [0:0]
      :KUBE-PROXY-CANARY - [0:0]
      COMMIT
      *filter
      :INPUT ACCEPT [0:0]
      :KUBE-FIREWALL - [0:0]
      :KUBE-SERVICES - [0:0]
      :KUBE-ROUTER-INPUT - [0:0]
      -A INPUT -m comment --comment "kube-router netpol -j KUBE-SERVICES" -j KUBE-ROUTER-INPUT
      -A INPUT -j KUBE-FIREWALL
      -A INPUT -m conntrack --ctstate NEW -j KUBE-SERVICES
      -A KUBE-SERVICES -d 10.96.0.9/32 -p tcp -m comment --comment "default/none:web has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      :CNI-HOSTPORT-SETMARK - [0:0]
      :KUBE-EXT-A - [0:0]
      :KUBE-MARK-MASQ - [0:0]
      :KUBE-NODEPORTS - [0:0]
      :KUBE-SEP-1 - [0:0]
      :KUBE-SEP-2 - [0:0]
      :KUBE-SERVICES - [0:0]
      :KUBE-SVC-A - [0:0]
      -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
      -A CNI-HOSTPORT-SETMARK -j KUBE-MARK-MASQ
      -A KUBE-EXT-A -j KUBE-MARK-MASQ
      -A KUBE-EXT-A -j KUBE-SVC-A
      -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
      -A KUBE-NODEPORTS -p tcp -m comment --comment "default/web" -m tcp --dport 30080 -j KUBE-EXT-A
      -A KUBE-SEP-1 -s 10.244.0.5/32 -j KUBE-MARK-MASQ
      -A KUBE-SEP-1 -p tcp -m tcp -j DNAT --to-destination 10.244.0.5:8080
      -A KUBE-SEP-2 -p tcp -m tcp -j DNAT --to-destination 10.244.1.5:8080
      -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-A
      -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
      -A KUBE-SVC-A -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-1
      -A KUBE-SVC-A -j KUBE-SEP-2
      COMMIT
      """;

  private static final String NFT =
      """
      {"nftables": [
        {"metainfo": {"version": "1.0.6"}},
        {"chain": {"family": "ip6", "table": "kube-proxy", "name": "endpoint-1"}},
        {"map": {"family": "ip6", "name": "service-ips", "table": "kube-proxy", "elem": [
          [{"concat": ["fd00::1", "udp", 53]}, {"goto": {"target": "service-1"}}],
          [{"elem": {"val": {"concat": ["fd00::2", "tcp", 80]}, "comment": "x"}},
           {"goto": {"target": "external-2"}}]]}},
        {"map": {"family": "ip6", "name": "no-endpoint-services", "table": "kube-proxy", "elem": [
          [{"concat": ["fd00::3", "tcp", 80]}, {"goto": {"target": "reject-chain"}}]]}},
        {"map": {"family": "ip6", "name": "service-nodeports", "table": "kube-proxy", "elem": [
          [{"concat": ["tcp", 30080]}, {"goto": {"target": "external-2"}}]]}},
        {"map": {"family": "ip6", "name": "firewall-ips", "table": "kube-proxy", "elem": [
          [{"concat": ["fd00::9", "tcp", 80]}, {"goto": {"target": "firewall-2"}}]]}},
        {"rule": {"chain": "service-1", "expr": [{"vmap": {"key": {"numgen": {"mode": "random", "mod": 2}},
          "data": {"set": [[0, {"goto": {"target": "endpoint-1"}}], [1, {"goto": {"target": "endpoint-2"}}]]}}}]}},
        {"rule": {"chain": "external-2", "expr": [{"goto": {"target": "service-2"}}]}},
        {"rule": {"chain": "service-2", "expr": [{"goto": {"target": "endpoint-2"}}]}},
        {"rule": {"chain": "endpoint-1", "expr": [{"dnat": {"addr": "fd00:10::5", "port": 53}}]}},
        {"rule": {"chain": "endpoint-2", "expr": [{"dnat": {"addr": "fd00:10::6", "port": 53}}]}}
      ]}
      """;

  private final FakeTools tools =
      new FakeTools()
          .says("iptables-legacy-save", "")
          .says("ip6tables-legacy-save", "")
          .says("iptables-nft-save", IPTABLES)
          .fails("ip6tables-nft-save", "table is incompatible")
          .fails("nft -j list table ip kube-proxy", "Error: No such file or directory")
          .says("nft -j list table ip6 kube-proxy", NFT);

  @Test
  void frontendsAreToldWithEveryBackendThatTheirChainsLeadTo() {
    NodeRules rules = NodeRules.read(tools);
    String services =
        rules.services().entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining("\n"));
    assertThat(services)
        .isEqualTo(
            """
            10.96.0.1:80/TCP [10.244.0.5:8080, 10.244.1.5:8080]
            10.96.0.9:80/TCP []
            [fd00::1]:53/UDP [[fd00:10::5]:53, [fd00:10::6]:53]
            [fd00::2]:80/TCP [[fd00:10::6]:53]
            [fd00::3]:80/TCP []
            nodePort(IPV4):30080/TCP [10.244.0.5:8080, 10.244.1.5:8080]
            nodePort(IPV6):30080/TCP [[fd00:10::6]:53]\
            """);
    assertThat(rules.unknown()).containsExactly("ip6tables-nft-save: table is incompatible");
  }

  @Test
  void whatIsTheKubeletsAndWhatOthersLeadToStays() {
    NodeRules rules = NodeRules.read(tools);
    assertThat(rules.iptables()).extracting(IptablesTable::name).contains("mangle", "filter");
    List<String> inputs = Removal.steps(rules).stream().map(Removal.Step::input).toList();
    assertThat(inputs.getFirst())
        .contains(":KUBE-PROXY-CANARY - [0:0]", "-X KUBE-SVC-A", "-X KUBE-SERVICES")
        .contains("-D INPUT -m conntrack --ctstate NEW -j KUBE-SERVICES\n")
        .contains(
            "-D PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n")
        .doesNotContain("KUBELET", "KUBE-FIREWALL", "KUBE-ROUTER", "CNI-", "-X KUBE-MARK-MASQ");
  }

  @Test
  void everyStepIsTriedAndWhatFailsIsTold() {
    tools.fails("iptables-nft-restore --noflush -w 10", "line 3 failed");
    tools.says("nft delete table ip6 kube-proxy", "");
    assertThat(Removal.run(NodeRules.read(tools), tools))
        .containsExactly("chains of iptables-nft: line 3 failed");
    assertThat(tools.ran).contains("nft delete table ip6 kube-proxy");
  }

  @Test
  void aNodeWithoutToolsIsNotTakenForOneWithoutRules() {
    NodeRules rules = NodeRules.read(new FakeTools());
    assertThat(rules.any()).isFalse();
    assertThat(rules.unknown()).hasSize(6).allMatch(u -> u.contains("not on this node"));
  }

  @Test
  void flowsCountThatGoWhereKubeProxySendsThem() {
    tools.says(
        "conntrack -L -f ipv4 --dst-nat",
        """
        tcp      6 86399 ESTABLISHED src=10.244.0.9 dst=10.96.0.1 sport=4000 dport=80 src=10.244.0.5 dst=10.244.0.9 sport=8080 dport=4000 [ASSURED] mark=0 use=1
        tcp      6 86399 ESTABLISHED src=198.51.100.7 dst=192.0.2.1 sport=4000 dport=30080 src=10.244.0.5 dst=192.0.2.1 sport=8080 dport=4000 [ASSURED] mark=0 use=1
        udp      17 29 src=198.51.100.7 dst=192.0.2.1 sport=4000 dport=53 src=10.244.0.5 dst=198.51.100.7 sport=53 dport=4000 mark=0 use=1
        """);
    tools.says("conntrack -L -f ipv6 --dst-nat", "");
    assertThat(Conntrack.translated(tools, NodeRules.read(tools).services().keySet()))
        .as("the third is another's")
        .contains(2L);
    assertThat(Conntrack.translated(tools, List.of())).contains(3L);
    assertThat(Conntrack.translated(new FakeTools(), List.of())).isEmpty();
  }

  @Test
  void kubeProxyIsKnownByItsName() {
    tools.processes =
        List.of(List.of("/bin/sh", "-c", "kube-proxy"), List.of("/bin/kubelet", "--proxy"));
    assertThat(ProxyProcess.find(tools)).isEmpty();
    tools.processes = List.of(List.of("/usr/local/bin/kube-proxy", "--config=/x"));
    assertThat(ProxyProcess.find(tools)).contains("/usr/local/bin/kube-proxy --config=/x");
    assertThat(ProxyProcess.isOne(List.of("/hyperkube", "proxy"))).isTrue();
  }
}
