package io.weir.agent.boot;

import io.weir.values.IpPrefix;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting of the agent: the one record that holds configuration. Made by {@link ConfigLoader}
 * from a file, the environment and flags; if it exists, it is valid. docs/configuration.md is this
 * record in prose, and a test holds the two together.
 */
public record Config(
    @ConfigSetting(
            text =
                "Name of the Node object we are; decides which endpoints are local. Empty: the"
                    + " environment's NODE_NAME, else the host name in lower case.",
            who =
                "the DaemonSet, through the downward API; and nodes whose name is not their host name")
        String nodeName,
    @ConfigSetting(
            text = "Kubeconfig file. Empty: the service account of the pod.",
            who = "agents that run outside a pod")
        Optional<Path> kubeconfig,
    @ConfigSetting(
            text =
                "URLs of API servers, separated by commas, instead of the one that the kubeconfig or"
                    + " the pod's environment names. The next one is tried where one cannot be"
                    + " reached.",
            who =
                "clusters without kube-proxy: the agent cannot reach the API server through a"
                    + " Service it has yet to program")
        List<URI> apiServer,
    @ConfigSetting(
            text = "Directory on a bpffs where maps and links are pinned.",
            value = "/sys/fs/bpf/weir",
            who = "several agents on one kernel, as in the sandbox")
        Path pinDirectory,
    @ConfigSetting(
            text =
                "Cgroup v2 directory whose processes are served. Empty: the root of the cgroup v2"
                    + " mount in the mount table.",
            who = "the sandbox, whose nodes are child cgroups")
        Optional<Path> cgroupRoot,
    @ConfigSetting(
            text = "Directory, mode 0700, of the socket agent.sock that the CLI asks.",
            value = "/run/weir",
            who = "several agents on one machine")
        Path runDirectory,
    @ConfigSetting(
            text = "Address and port of /healthz and /livez. Empty: none.",
            value = "0.0.0.0:10256",
            who = "clusters whose load balancers probe another port; IPv6-only nodes: [::]:10256")
        Optional<InetSocketAddress> healthAddress,
    @ConfigSetting(
            text = "Address and port of /metrics. Empty: none.",
            value = "127.0.0.1:10249",
            who = "anyone who scrapes from outside the node; metrics name services of the cluster")
        Optional<InetSocketAddress> metricsAddress,
    @ConfigSetting(
            text = "Exit when one of the two addresses cannot be bound, instead of trying again.",
            value = "false",
            who = "operators who would rather see a restart than a missing probe")
        boolean bindHardFail,
    @ConfigSetting(
            text =
                "Node addresses that accept NodePorts: primary (the first address of each family in"
                    + " the Node's status), or CIDRs separated by commas. A family without a CIDR"
                    + " in the list accepts on all its addresses.",
            value = "primary",
            who = "nodes with several networks")
        NodePortAddresses nodePortAddresses,
    @ConfigSetting(
            text =
                "CIDRs, separated by commas, in which spec.externalIPs are honoured; others are"
                    + " refused with a fault. Empty: none are honoured.",
            value = "0.0.0.0/0,::/0",
            who =
                "clusters whose users must not claim any address: whoever may create a Service can"
                    + " take over an address of others (CVE-2020-8554)")
        List<IpPrefix> externalIpCidrs,
    @ConfigSetting(
            text = "Refuse binds of the node's own processes on ports that are NodePorts.",
            value = "true",
            who = "nodes where a process must keep a port that a Service claims too")
        boolean protectNodePorts,
    @ConfigSetting(
            text =
                "How soon what could not be written is tried again. A change that is not in the"
                    + " maps after twice this time makes /healthz fail.",
            value = "30s",
            least = 1_000,
            most = 600_000,
            who = "operators whose load balancers need another verdict time")
        Duration syncPeriod,
    @ConfigSetting(
            text =
                "Directory with lists of addresses and CIDRs, one a line, # before a remark, whose"
                    + " packets are dropped at the node's uplinks; its files may change at any time."
                    + " Nodes of the cluster are never denied. Needs services.mode=full. Empty: none.",
            who = "nodes that are under attack; at most 1,048,576 prefixes")
        Optional<Path> denyLists,
    @ConfigSetting(text = "Services on the wire.", who = "see there") ServiceSettings services,
    @ConfigSetting(text = "Network policy.", who = "see there") Policy policy,
    @ConfigSetting(text = "Sizes of the kernel maps.", who = "see there") Maps maps,
    @ConfigSetting(
            text = "Least severe messages to log: error, warn, info, debug or trace.",
            value = "info",
            who = "anyone looking for a fault")
        LogLevel logLevel) {

  public Config {
    apiServer = List.copyOf(apiServer);
    externalIpCidrs = List.copyOf(externalIpCidrs);
  }

  /** The values in force by key, as they could stand in the file; for /configz and the log. */
  public Map<String, String> inForce() {
    return ConfigSettings.inForce(this);
  }

  /** What is done about policies. */
  public record Policy(
      @ConfigSetting(
              text =
                  "Enforce NetworkPolicy and ClusterNetworkPolicy at the interfaces of this node's"
                      + " pods. False takes the programs of an agent before off these interfaces.",
              value = "true",
              who = "clusters whose CNI plugin enforces policies itself")
          boolean enforce,
      @ConfigSetting(
              text =
                  "What happens to the traffic of a pod that is not known yet: allow or deny. Deny"
                      + " closes an interface from its first packet until the pod's policies are in"
                      + " place; the node itself may always reach it. Namespaces with the label"
                      + " weir.io/new-pods=deny ask for it by themselves.",
              value = "allow",
              who = "clusters where no packet may escape a policy while a pod starts")
          NewPodVerdict newPodVerdict,
      @ConfigSetting(
              text =
                  "Drop what leaves a pod with another source address or MAC than the pod's, and"
                      + " router advertisements and redirects of pods.",
              value = "true",
              who = "nodes whose pods forward for others, as virtual machines and VPN pods do")
          boolean checkSource,
      @ConfigSetting(
              text =
                  "Namespace of the Lease weir-status: the agent that holds it writes the conditions"
                      + " of ClusterNetworkPolicies.",
              value = "kube-system",
              who = "agents whose service account has no rights in kube-system")
          String statusLeaseNamespace) {}

  /** What happens to the traffic of a pod that is not known yet. */
  public enum NewPodVerdict {
    ALLOW,
    DENY
  }

  /**
   * Largest number of entries of each map. A map cannot grow: an agent that finds maps of another
   * size pinned does not start, and says what to remove.
   */
  public record Maps(
      @ConfigSetting(
              text = "Frontends: one for each ClusterIP, external IP and VIP, port and protocol.",
              value = "65536",
              least = 64,
              most = 4_194_304,
              who = "clusters with more than some 20,000 Services")
          int frontends,
      @ConfigSetting(
              text = "NodePorts, one for each family and protocol.",
              value = "16384",
              least = 64,
              most = 393_216,
              who = "clusters with a wider NodePort range")
          int nodePorts,
      @ConfigSetting(
              text =
                  "Backends of all Service ports together, twice: a changed list is written beside"
                      + " the old one.",
              value = "524288",
              least = 1_024,
              most = 16_777_216,
              who = "clusters with more than some 200,000 endpoints")
          int slots,
      @ConfigSetting(
              text = "Backends of the ports that have session affinity or are UDP.",
              value = "131072",
              least = 64,
              most = 16_777_216,
              who = "clusters with very large UDP Services")
          int members,
      @ConfigSetting(
              text = "Clients remembered for session affinity; the least recently used go first.",
              value = "65536",
              least = 64,
              most = 16_777_216,
              who = "nodes with very many clients")
          int affinity,
      @ConfigSetting(
              text = "Pods of this node.",
              value = "4096",
              least = 64,
              most = 65_536,
              who = "nodes with more than 4,096 containers")
          int pods,
      @ConfigSetting(
              text = "Ranges of loadBalancerSourceRanges of all Services together.",
              value = "65536",
              least = 64,
              most = 4_194_304,
              who = "clusters with long allow lists")
          int sourceRanges,
      @ConfigSetting(
              text =
                  "Addresses of pods and nodes that policies may speak of. The prefixes that"
                      + " policies name are a quarter of it.",
              value = "262144",
              least = 64,
              most = 16_777_216,
              who = "clusters with more than some 120,000 dual-stack pods")
          int peers,
      @ConfigSetting(
              text =
                  "Rows of rules: which peers match which rules, over all sets of rules. The other"
                      + " maps of rules follow: an eighth for ports, a sixty-fourth for sets.",
              value = "1048576",
              least = 4_096,
              most = 16_777_216,
              who = "nodes whose pods are selected by very many policies")
          int rules,
      @ConfigSetting(
              text =
                  "Open flows of pods that policies select; a new one beyond is refused. A quarter"
                      + " more are those that nobody answered yet: the least recently used go first.",
              value = "262144",
              least = 64,
              most = 16_777_216,
              who = "nodes whose pods hold very many connections")
          int flows) {}

  /**
   * Which addresses of the node accept NodePorts (services.md FE-3).
   *
   * @param primary the first address of each family; {@code cidrs} is empty then
   */
  public record NodePortAddresses(boolean primary, List<IpPrefix> cidrs) {
    public static final NodePortAddresses PRIMARY = new NodePortAddresses(true, List.of());

    public NodePortAddresses {
      cidrs = List.copyOf(cidrs);
      if (primary != cidrs.isEmpty()) {
        throw new IllegalArgumentException("primary=" + primary + " cidrs=" + cidrs);
      }
    }
  }

  /** Severity, as slf4j has it. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }
}
