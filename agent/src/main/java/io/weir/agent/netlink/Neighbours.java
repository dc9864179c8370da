package io.weir.agent.netlink;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.NeighboursChanged;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.model.MacAddress;
import io.weir.agent.model.Neighbour;
import io.weir.bpf.sys.NetlinkSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows the hosts on the node's links. News make all of them be read anew, as of the node's
 * addresses; what changed nothing that we tell is not told.
 */
public final class Neighbours implements Follower.Subscription {
  /** The kernel looks after its neighbours all the time: one reading for the news of so long. */
  private static final Duration QUIET = Duration.ofMillis(200);

  private static final int MOST_NEWS = 100;

  private final NetlinkSocket news;
  private final Rtnetlink kernel;
  private Set<Neighbour> told = Set.of();

  private Neighbours() {
    news = NetlinkSocket.open(NetlinkSocket.ROUTE, NeighbourMessages.GROUPS);
    try {
      kernel = Rtnetlink.open();
    } catch (RuntimeException e) {
      news.close();
      throw e;
    }
  }

  /**
   * Delivers {@link NeighboursChanged} once before it returns, then after each change.
   *
   * @throws IllegalStateException where the neighbours cannot be read
   */
  public static Follower follow(ClusterSink sink) {
    return Follower.start("neighbours of this node", sink, Neighbours::new);
  }

  @Override
  public ClusterEvent read() {
    Map<Integer, MacAddress> own = new HashMap<>();
    kernel.links().stream()
        .forEach(link -> link.mac().ifPresent(mac -> own.put(link.index(), mac)));
    told =
        kernel.neighbours().stream()
            .filter(n -> own.containsKey(n.ifindex()))
            .map(n -> new Neighbour(n.address(), n.ifindex(), n.mac(), own.get(n.ifindex())))
            .collect(Collectors.toSet());
    return new NeighboursChanged(told);
  }

  @Override
  public Optional<ClusterEvent> await() {
    if (news.receive(Follower.ATTENTION) instanceof NetlinkSocket.Received.Nothing) {
      return Optional.empty();
    }
    long end = System.nanoTime() + QUIET.toNanos();
    for (int i = 0; i < MOST_NEWS; i++) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      if (news.receive(left) instanceof NetlinkSocket.Received.Nothing) {
        break;
      }
    }
    Set<Neighbour> before = told;
    ClusterEvent now = read();
    return told.equals(before) ? Optional.empty() : Optional.of(now);
  }

  @Override
  public void close() {
    news.close();
    kernel.close();
  }
}
