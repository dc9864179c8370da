package io.weir.policy.oracle;

import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.policy.model.SelectorFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pods, namespaces, nodes and what policies say of them, from so small an alphabet that labels,
 * names, addresses and ports collide.
 */
final class RandomFacts {
  static final String OWN_NODE = "node0";
  static final List<String> NAMESPACES = List.of("ns0", "ns1", "ns2", "ns3");
  static final List<Integer> PORTS = List.of(1, 53, 80, 81, 443, 8080, 8083, 9090, 65535);
  static final List<String> PORT_NAMES = List.of("web", "dns", "admin");
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private final Pick pick;

  RandomFacts(Pick pick) {
    this.pick = pick;
  }

  ObjectName podName() {
    return new ObjectName(pick.of(NAMESPACES), "pod" + pick.below(7));
  }

  /**
   * Half of them of this node; some share an address, some have none yet, some have no node. An
   * address that a hostNetwork pod says it has is not its own.
   */
  PodFacts pod(ObjectName name) {
    boolean host = pick.chance(6);
    String node = pick.of(OWN_NODE, OWN_NODE, OWN_NODE, "node1", "node2", "");
    List<IpAddress> addresses = new ArrayList<>();
    if (pick.chance(92)) {
      int number = pick.below(40);
      if (pick.chance(90)) {
        addresses.add(ip("10.0." + number % 3 + "." + (number / 3 + 1)));
      }
      if (pick.chance(60)) {
        addresses.add(ip("fd00::" + number % 3 + ":" + Integer.toHexString(number / 3 + 1)));
      }
    }
    return new PodFacts(
        name,
        name + "-uid",
        node,
        pick.below(1000),
        host,
        addresses,
        pick.labels(70, "app", "tier", "zone"),
        pick.some(0, 4, this::namedPort),
        true);
  }

  private NamedPort namedPort() {
    return new NamedPort(pick.of(PORT_NAMES), pick.of(Protocol.values()), pick.of(PORTS));
  }

  NamespaceFacts namespace(String name) {
    Map<String, String> labels = new HashMap<>(pick.labels(60, "team", "env"));
    labels.put(NAME_LABEL, name);
    return new NamespaceFacts(name, labels, true, false, pick.chance(10));
  }

  /** Ranges of different nodes nest now and then, and not every node has one. */
  NodeFacts node(int number) {
    List<IpAddress> addresses = new ArrayList<>(List.of(ip("192.168.0." + (number + 1))));
    if (pick.chance(60)) {
      addresses.add(ip("fd01::" + (number + 1)));
    }
    if (pick.chance(5)) {
      addresses.add(ip("10.0.0." + (pick.below(14) + 1)));
    }
    List<IpPrefix> ranges = new ArrayList<>();
    if (pick.chance(70)) {
      ranges.add(prefix("10.0." + number + ".0/" + pick.of(24, 28)));
      ranges.add(prefix("fd00::" + number + ":0/112"));
    }
    return new NodeFacts("node" + number, pick.labels(60, "rack", "role"), addresses, ranges);
  }

  /** Now and then one that no API server would take. */
  SelectorFacts selector(String... keys) {
    Map<String, String> labels = new HashMap<>();
    if (pick.chance(45)) {
      labels.put(pick.of(keys), pick.of("a", "b", ""));
    }
    return new SelectorFacts(labels, pick.some(0, pick.of(0, 1, 2), () -> requirement(keys)));
  }

  SelectorFacts pods() {
    return selector("app", "tier", "zone");
  }

  SelectorFacts namespaces() {
    if (pick.chance(25)) {
      return new SelectorFacts(Map.of(NAME_LABEL, pick.of(NAMESPACES)), List.of());
    }
    return selector("team", "env");
  }

  private SelectorFacts.Requirement requirement(String... keys) {
    String key = pick.of(keys);
    if (pick.chance(1)) {
      return new SelectorFacts.Requirement(key, pick.of("Gt", "in", "In", "NotIn"), List.of());
    }
    return switch (pick.below(4)) {
      case 0 -> new SelectorFacts.Requirement(key, "In", values());
      case 1 -> new SelectorFacts.Requirement(key, "NotIn", values());
      case 2 -> new SelectorFacts.Requirement(key, "Exists", List.of());
      default -> new SelectorFacts.Requirement(key, "DoesNotExist", List.of());
    };
  }

  private List<String> values() {
    return pick.some(1, 2, () -> pick.of("a", "b", "", "elsewhere"));
  }

  /** An address that something may own, or its neighbour, or one far away. */
  IpAddress address() {
    int number = pick.below(45);
    return switch (pick.below(12)) {
      case 0, 1, 2, 3, 4 -> ip("10.0." + number % 3 + "." + (number / 3 + 1));
      case 5, 6, 7 -> ip("fd00::" + number % 3 + ":" + Integer.toHexString(number / 3 + 1));
      case 8 -> ip("192.168.0." + (pick.below(4) + 1));
      case 9 -> ip("fd01::" + (pick.below(4) + 1));
      case 10 -> ip(pick.of("10.0.0.255", "10.0.3.1", "10.1.0.1", "11.0.0.1", "203.0.113.9"));
      default -> ip(pick.of("fd00::1:ffff", "fd02::1", "2001:db8::1", "::", "::1"));
    };
  }

  /**
   * A block around an address, host bits and all; sometimes in a form that only old objects have.
   */
  String cidr() {
    IpAddress address = address();
    String text = address.toString();
    boolean v4 = address.family() == io.weir.values.Family.IPV4;
    int length =
        v4
            ? pick.of(0, 8, 16, 22, 23, 24, 29, 30, 31, 32)
            : pick.of(0, 8, 16, 64, 96, 112, 126, 128);
    return switch (pick.below(60)) {
      case 0 -> pick.of("10.0.0.0", "10.0.0.0/33", "x/8", "", "fd00::/129", "10.0.0.0/8/8", "/0");
      case 1 -> v4 ? "::ffff:" + text + "/" + (length + 96) : text + "/" + length;
      case 2 -> v4 ? text.replace(".0.", ".000.") + "/0" + length : text + "/0" + length;
      default -> text + "/" + length;
    };
  }

  /** Mostly within {@code cidr}: one of its addresses, with a longer prefix. */
  String except(String cidr) {
    if (pick.chance(20)) {
      return cidr();
    }
    return IntStream.range(0, 4)
        .mapToObj(i -> cidr())
        .filter(inner ->
            IpPrefix.parse(cidr).stream()
                .anyMatch(outer ->
                    IpPrefix.parse(inner)
                        .filter(p -> p.length() > outer.length() && outer.contains(p.address()))
                        .isPresent()))
        .findFirst()
        .orElseGet(this::cidr);
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static IpPrefix prefix(String text) {
    return IpPrefix.parse(text).orElseThrow();
  }
}
