package io.weir.sandbox.net;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a sandbox is to look like. Every name and address follows from it.
 *
 * @param name of the sandbox; without a hyphen, so that no sandbox's names begin with another's
 * @param number 0..255, differs between sandboxes of one machine
 * @param nodes 1..50
 * @param underlayMtu of the links that join the nodes
 */
public record Blueprint(
    String name, int number, int nodes, PodNetwork network, Families families, int underlayMtu) {
  public static final int MOST_NODES = 50;

  /** What pods and the client outside send at most. */
  public static final int MTU = 1500;

  /** Such packets with a tunnel's headers around them. */
  public static final int MTU_WITH_TUNNEL = 1600;

  private static final int MOST_MTU = 9000;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,15}");
  private static final int FIRST_NODE_ADDRESS = 10;

  public Blueprint {
    checkName(name);
    underlayMtu = underlayMtu == 0 ? MTU : underlayMtu; // of a version that knew one size only
    if (number < 0 || number > 255) {
      throw new SandboxFault("sandbox number=" + number + ": not in 0..255");
    }
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new SandboxFault("nodes=" + nodes + ": give a number in 1.." + MOST_NODES);
    }
    if (underlayMtu < MTU || underlayMtu > MOST_MTU) {
      throw new SandboxFault(
          "underlay MTU=%d: give a number in %d..%d".formatted(underlayMtu, MTU, MOST_MTU));
    }
  }

  /**
   * @throws SandboxFault where the name cannot be part of a namespace's and a cgroup's name
   */
  public static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new SandboxFault(
          "sandbox name=" + name + ": up to 16 lower-case letters and digits, a letter first");
    }
  }

  /** Every namespace of the sandbox begins so. */
  public static String namespacePrefix(String name) {
    return "weir-" + name + "-";
  }

  /** The namespace that joins the nodes. */
  public String fabric() {
    return namespacePrefix(name) + "fabric";
  }

  /** The namespace of a machine that is on the nodes' link and not of the cluster. */
  public String outside() {
    return namespacePrefix(name) + "outside";
  }

  public String podNamespace(String uid) {
    return namespacePrefix(name) + "pod-" + uid;
  }

  public List<NodeNet> nodeNets() {
    List<NodeNet> all = new ArrayList<>();
    for (int i = 1; i <= nodes; i++) {
      all.add(node(i));
    }
    return List.copyOf(all);
  }

  private NodeNet node(int i) {
    List<IpAddress> addresses = new ArrayList<>();
    List<IpPrefix> pods = new ArrayList<>();
    for (Family family : families.list()) {
      addresses.add(Ips.plus(nodePrefix(family).address(), FIRST_NODE_ADDRESS + i));
      pods.add(
          family == Family.IPV4
              ? Ips.prefix("10.244." + i + ".0/24")
              : Ips.prefix("fd00:10:244:" + Integer.toHexString(i) + "::/64"));
    }
    return new NodeNet(
        "node" + i, namespacePrefix(name) + "node" + i, List.copyOf(addresses), List.copyOf(pods));
  }

  /** The link that all nodes, the fabric and the machine outside share. */
  IpPrefix nodePrefix(Family family) {
    return family == Family.IPV4
        ? Ips.prefix("172.30." + number + ".0/24")
        : Ips.prefix("fd00:172:30:" + Integer.toHexString(number) + "::/64");
  }

  /** The default gateway of the nodes. */
  public IpAddress fabricAddress(Family family) {
    return Ips.plus(nodePrefix(family).address(), 1);
  }

  public IpAddress outsideAddress(Family family) {
    return Ips.plus(nodePrefix(family).address(), 2);
  }
}
