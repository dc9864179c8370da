package io.weir.agent.netlink;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.NodeAddressesChanged;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.model.NodeInterface;
import io.weir.bpf.sys.NetlinkSocket;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows the addresses of the network namespace the agent runs in. News of any change, or of news
 * that were lost, makes all addresses be read anew: a reading costs microseconds, changes are rare,
 * and no state is kept that could drift from the kernel's.
 */
public final class NodeAddresses implements Follower.Subscription {
  /** Links too: an interface may be ours to know by its name, before it has an address. */
  private static final int GROUPS = AddressMessages.GROUPS | LinkMessages.GROUPS;

  /** An interface brings its addresses one by one: read them when it has been quiet so long. */
  private static final Duration QUIET = Duration.ofMillis(20);

  private static final int MOST_NEWS = 50;

  private final NetlinkSocket news;
  private final Rtnetlink kernel;

  private NodeAddresses() {
    news = NetlinkSocket.open(NetlinkSocket.ROUTE, GROUPS);
    try {
      kernel = Rtnetlink.open();
    } catch (RuntimeException e) {
      news.close();
      throw e;
    }
  }

  /**
   * Delivers {@link NodeAddressesChanged} once before it returns, then after each change.
   *
   * @throws IllegalStateException where the addresses cannot be read
   */
  public static Follower follow(ClusterSink sink) {
    return Follower.start("addresses of this node", sink, NodeAddresses::new);
  }

  @Override
  public ClusterEvent read() {
    Map<Integer, Set<IpAddress>> reachable =
        kernel.addresses().stream()
            .filter(LocalAddress::reachable)
            .collect(
                Collectors.groupingBy(
                    LocalAddress::interfaceIndex,
                    Collectors.mapping(LocalAddress::address, Collectors.toSet())));
    return new NodeAddressesChanged(
        kernel.links().stream()
            .filter(link -> !link.leadsElsewhere() || reachable.containsKey(link.index()))
            .map(link ->
                new NodeInterface(
                    link.index(), link.name(), reachable.getOrDefault(link.index(), Set.of())))
            .collect(Collectors.toSet()));
  }

  @Override
  public Optional<ClusterEvent> await() {
    if (news.receive(Follower.ATTENTION) instanceof NetlinkSocket.Received.Nothing) {
      return Optional.empty();
    }
    for (int i = 0; i < MOST_NEWS; i++) {
      if (news.receive(QUIET) instanceof NetlinkSocket.Received.Nothing) {
        break;
      }
    }
    return Optional.of(read());
  }

  @Override
  public void close() {
    news.close();
    kernel.close();
  }
}
