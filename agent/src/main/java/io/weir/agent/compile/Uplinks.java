package io.weir.agent.compile;

import io.weir.agent.model.NodeInterface;
import io.weir.values.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which interfaces lead out of the node. Pure. */
public final class Uplinks {
  private Uplinks() {}

  /**
   * Their indexes.
   *
   * @param names from the settings, {@code *} at the end for any rest; empty: those that carry one
   *     of the node's own addresses
   */
  public static Set<Integer> of(
      Collection<NodeInterface> interfaces, List<String> names, Collection<IpAddress> own) {
    Set<Integer> uplinks = new TreeSet<>();
    for (NodeInterface each : interfaces) {
      boolean chosen =
          names.isEmpty()
              ? each.addresses().stream().anyMatch(own::contains)
              : names.stream().anyMatch(name -> matches(name, each.name()));
      if (chosen) {
        uplinks.add(each.ifindex());
      }
    }
    return uplinks;
  }

  private static boolean matches(String wanted, String name) {
    return wanted.endsWith("*")
        ? name.startsWith(wanted.substring(0, wanted.length() - 1))
        : name.equals(wanted);
  }
}
