package io.weir.agent.boot;

import io.weir.agent.attach.EarlyPrograms;
import io.weir.service.model.External;
import io.weir.service.model.ExternalMode;
import java.util.List;

/** What is done about Services for packets that no socket hook saw. */
public record ServiceSettings(
    @ConfigSetting(
            text =
                "How much of Services is Weir's on this node: observe (maps are kept, nothing is"
                    + " attached), socket (connects and sends of processes), or full (packets on the"
                    + " wire too: NodePorts and load balancer addresses from outside, opted-out pods,"
                    + " forwarded packets). The rest is left to kube-proxy. On the way down what"
                    + " began here goes on here until it ends.",
            value = "full",
            who = "nodes that move from kube-proxy to Weir, or back (docs/migration.md)")
        Mode mode,
    @ConfigSetting(
            text =
                "Interfaces that lead out of the node, separated by commas; a name may end in *."
                    + " Empty: those that carry an address of the Node's status.",
            who = "nodes that are reached through an interface without such an address")
        List<String> uplinks,
    @ConfigSetting(
            text =
                "XDP at these interfaces, for deny lists and for packets to backends on other nodes:"
                    + " off, native (in the driver), generic, or auto (native where the driver takes"
                    + " it and it is no veth, else generic). What XDP does not take, TC serves.",
            value = "off",
            who = "nodes that get more packets from outside than their stack can take")
        EarlyPrograms.Mode xdp,
    @ConfigSetting(
            text =
                "How packets from outside reach backends on other nodes: snat, forward, dsr-l2,"
                    + " dsr-geneve or dsr-ipip. A Service's annotation weir.io/external-mode goes"
                    + " before.",
            value = "forward",
            who =
                "networks that let backends answer straight to clients (dsr), or no tunnels (snat)")
        ExternalMode externalMode,
    @ConfigSetting(
            text =
                "Cells of the table by which every node chooses the same backend, a prime; some 100"
                    + " for each backend. When one of n backends goes, 1/n of the cells change"
                    + " hands, and with 1021 of them up to 4 %, with 16381 up to 1 % more. A"
                    + " Service's annotation weir.io/maglev-table-size goes before.",
            value = "1021",
            least = 251,
            most = 65_521,
            who = "clusters whose external Services have more than some 10 backends")
        int maglevTableSize,
    @ConfigSetting(
            text = "First and last port for source translation (mode snat).",
            value = "61000-65535",
            who = "nodes whose own connections use these ports (net.ipv4.ip_local_port_range)")
        PortRange snatPorts,
    @ConfigSetting(
            text = "UDP port of the tunnel between nodes (Geneve).",
            value = "6081",
            least = 1,
            most = 65_535,
            who = "nodes where another Geneve must have that port to itself")
        int tunnelPort) {
  public ServiceSettings {
    uplinks = List.copyOf(uplinks);
  }

  /** The steps between kube-proxy and Weir, in their order. */
  public enum Mode {
    OBSERVE,
    SOCKET,
    FULL
  }

  boolean sockets() {
    return mode != Mode.OBSERVE;
  }

  boolean wire() {
    return mode == Mode.FULL;
  }

  /** What Services get that do not say otherwise. */
  External external() {
    return new External(externalMode, maglevTableSize);
  }

  /** Both ends belong to it. */
  public record PortRange(int first, int last) {
    public PortRange {
      if (first < 1024 || last > 65_535 || first > last) {
        throw new IllegalArgumentException(
            "not two ports of 1024..65535, the lower one first, such as 61000-65535");
      }
    }

    boolean contains(int port) {
      return first <= port && port <= last;
    }

    int count() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      return first + "-" + last;
    }
  }
}
