package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.SocketHook;
import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.libbpf.BpfSyscall;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libc;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxChain;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.boot.SandboxExec;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.IpScript;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that a node's kernel can be asked about, so that two moments can be compared. */
final class NodeState {
  /** What changes by itself: how many connections are tracked, and random numbers. */
  private static final String SYSCTLS =
      "sysctl -a 2>/dev/null | grep '^net\\.' | grep -vE 'nf_conntrack_count|random|stable_secret'";

  private static final Map<String, String> COMMANDS =
      Map.of(
          "interfaces", "ip -d link",
          "addresses", "ip -o addr | sed 's/valid_lft.*//'",
          "rules", "ip rule; ip -6 rule",
          "routes", "ip route show table all; ip -6 route show table all",
          "qdiscs", "tc qdisc",
          "filters",
              "for i in $(ls /sys/class/net); do tc filter show dev $i ingress;"
                  + " tc filter show dev $i egress; done 2>/dev/null; true",
          "nftables", "nft list ruleset",
          "iptables", "iptables-save | grep -v '^#'; ip6tables-save | grep -v '^#'; true",
          "listeners", "ss -Hlntux | awk '{print $1, $5}' | grep -v '^u_' | sort; true",
          "sysctls", SYSCTLS);

  private NodeState() {}

  /** By subject, as text. */
  static Map<String, String> of(Cluster cluster, String node) {
    Map<String, String> state = new TreeMap<>();
    COMMANDS.forEach((subject, script) ->
        state.put(
            subject,
            Command.run(
                SandboxExec.find(cluster.sandbox(), "node/" + node)
                    .argv(List.of("bash", "-c", script)),
                "")));
    Path namespace = IpScript.file(cluster.node(node).namespace());
    try (NetworkNamespace net = NetworkNamespace.open(namespace)) {
      state.put("tcx", net.call(NodeState::tcx));
    }
    state.put("cgroup", cgroup(cluster.sandbox().cgroups().node(node)));
    state.put("pins", files(cluster.sandbox().directory().pins(node)));
    state.put("files", files(cluster.sandbox().directory().agent(node)));
    assertThat(state.get("interfaces")).contains("LOOPBACK");
    assertThat(state.get("sysctls")).contains("net.ipv4.ip_forward");
    return state;
  }

  private static String tcx() {
    StringBuilder text = new StringBuilder();
    for (int ifindex : PodLinks.interfaces()) {
      for (TcHook hook : TcHook.values()) {
        TcxChain.programs(ifindex, hook)
            .forEach(entry -> text.append("%d %s %s\n".formatted(ifindex, hook, entry)));
      }
    }
    return text.toString();
  }

  /** How many programs there are at each socket hook of a cgroup. */
  private static String cgroup(Path cgroup) {
    StringBuilder text = new StringBuilder();
    int opened = Libc.open(cgroup.toString(), Libc.O_CLOEXEC);
    try (Fd directory = Fd.of(opened, "open " + cgroup);
        Arena arena = Arena.ofConfined()) {
      for (SocketHook hook : SocketHook.values()) {
        MemorySegment attributes = arena.allocate(64, Long.BYTES);
        attributes.set(ValueLayout.JAVA_INT, 0, directory.number());
        attributes.set(ValueLayout.JAVA_INT, 4, hook.type().number());
        assertThat(BpfSyscall.bpf(BpfSyscall.PROG_QUERY, attributes)).isZero();
        text.append("%s=%d\n".formatted(hook, attributes.get(ValueLayout.JAVA_INT, 24)));
      }
    }
    return text.toString();
  }

  private static String files(Path directory) {
    if (!Files.exists(directory)) {
      return "none";
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      return String.join("\n", tree.map(Path::toString).sorted().toList());
    } catch (IOException e) {
      throw new AssertionError("cannot list " + directory, e);
    }
  }
}
