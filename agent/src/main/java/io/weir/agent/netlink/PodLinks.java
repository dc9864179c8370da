package io.weir.agent.netlink;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.PodLinksChanged;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.model.PodLink;
import io.weir.agent.netlink.Messages.Message;
import io.weir.bpf.sys.NetlinkSocket;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the veth pairs that lead out of the agent's network namespace, and asks the other
 * namespace for the addresses at their far end: whatever the CNI does on the node's side, there the
 * pod's addresses are (ADR 15).
 *
 * <p>The kernel tells of changes in namespaces that ours has an id for; it gives one when it first
 * tells us of a link that leads there, so no change after a link was read is missed.
 */
public final class PodLinks implements Follower.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(PodLinks.class);
  private static final int GROUPS = LinkMessages.GROUPS | AddressMessages.GROUPS;

  /** Room for the news of some hundred pods that start at once. */
  private static final int NEWS_BYTES = 1 << 20;

  /** A node whose links never rest is told of them all the same. */
  private static final int MOST_NEWS = 1000;

  /** Whoever makes news without end is heard so often at most. */
  private static final long REST_NANOS = 5_000_000;

  /** Without news of other namespaces: how soon after a change all is read again; then doubled. */
  private static final Duration SOON = Duration.ofMillis(5);

  private final AtomicLong incarnations;
  private final NetlinkSocket news;
  private final Rtnetlink kernel;
  private final boolean hearsPods;

  /** By the index of the node's end. */
  private final Map<Integer, Known> known = new HashMap<>();

  private final Set<Integer> unread = new HashSet<>();
  private final Set<Integer> hidden = new HashSet<>();
  private Duration pace = SOON;
  private long lastRound = System.nanoTime() - REST_NANOS;

  private record Known(PodLink link, int namespace) {
    Known reborn(long incarnation) {
      return new Known(
          new PodLink(
              link.ifindex(),
              incarnation,
              link.name(),
              link.mac(),
              link.hostMac(),
              link.addresses()),
          namespace);
    }
  }

  private PodLinks(AtomicLong incarnations) {
    this.incarnations = incarnations;
    news = NetlinkSocket.open(NetlinkSocket.ROUTE, GROUPS);
    try {
      news.receiveBuffer(NEWS_BYTES);
      hearsPods = news.listenToAllNamespaces();
      kernel = Rtnetlink.open();
    } catch (RuntimeException e) {
      news.close();
      throw e;
    }
    if (!hearsPods) {
      LOG.warn(
          "without CAP_NET_BROADCAST an address that a pod is given is noticed after up to {} s",
          Follower.ATTENTION.toSeconds());
    }
  }

  /**
   * Delivers {@link PodLinksChanged} once before it returns, then after each change.
   *
   * @throws IllegalStateException where the links cannot be read
   */
  public static Follower follow(ClusterSink sink) {
    AtomicLong incarnations = new AtomicLong();
    return Follower.start("interfaces of pods", sink, () -> new PodLinks(incarnations));
  }

  /** The indexes of all interfaces of the calling thread's network namespace. */
  public static Set<Integer> interfaces() {
    try (Rtnetlink kernel = Rtnetlink.open()) {
      return kernel.links().stream().map(Link::index).collect(Collectors.toSet());
    }
  }

  /** Whether an interface of the calling thread's network namespace is one end of a veth. */
  public static boolean isVeth(int ifindex) {
    try (Rtnetlink kernel = Rtnetlink.open()) {
      return kernel.links().stream().anyMatch(l -> l.index() == ifindex && l.kind().equals("veth"));
    }
  }

  @Override
  public ClusterEvent read() {
    List<Link> links = kernel.links();
    known.keySet().retainAll(links.stream().map(Link::index).collect(Collectors.toSet()));
    links.forEach(this::update);
    unread.clear();
    return event();
  }

  private ClusterEvent event() {
    return new PodLinksChanged(
        known.values().stream().map(Known::link).collect(Collectors.toSet()));
  }

  @Override
  public Optional<ClusterEvent> await() {
    NetlinkSocket.Received received = news.receive(hearsPods ? Follower.ATTENTION : pace);
    if (!(received instanceof NetlinkSocket.Received.Nothing)) {
      pace = SOON;
      return changed(received);
    }
    if (hearsPods) {
      return Optional.empty();
    }
    Duration slower = pace.multipliedBy(2);
    pace = slower.compareTo(Follower.ATTENTION) < 0 ? slower : Follower.ATTENTION;
    return Optional.of(read());
  }

  private Optional<ClusterEvent> changed(NetlinkSocket.Received first) {
    boolean whole = hear(first);
    LockSupport.parkNanos(lastRound + REST_NANOS - System.nanoTime());
    lastRound = System.nanoTime();
    for (int i = 0; i < MOST_NEWS; i++) {
      NetlinkSocket.Received received = news.receive(Duration.ZERO);
      if (received instanceof NetlinkSocket.Received.Nothing) {
        break;
      }
      whole &= hear(received);
    }
    if (!whole) {
      // A link may have gone, and another one have its index by now.
      known.replaceAll((index, each) -> each.reborn(incarnations.incrementAndGet()));
      return Optional.of(read());
    }
    if (unread.isEmpty()) {
      return Optional.empty();
    }
    unread.forEach(this::reread);
    unread.clear();
    return Optional.of(event());
  }

  /** Notes what must be read; false where news were lost. */
  private boolean hear(NetlinkSocket.Received received) {
    if (received instanceof NetlinkSocket.Received.Data(var messages, OptionalInt namespace)) {
      if (namespace.isEmpty()) {
        Messages.each(messages, this::hearOwn);
      } else {
        known.values().stream()
            .filter(each -> each.namespace() == namespace.getAsInt())
            .forEach(each -> unread.add(each.link().ifindex()));
      }
    }
    return !(received instanceof NetlinkSocket.Received.Overrun);
  }

  private void hearOwn(Message message) {
    switch (message.type()) {
      case LinkMessages.RTM_NEWLINK ->
          LinkMessages.link(message.body())
              .filter(link -> link.kind().equals("veth"))
              .ifPresent(link -> unread.add(link.index()));
      case LinkMessages.RTM_DELLINK -> LinkMessages.link(message.body()).ifPresent(this::gone);
      default -> {}
    }
  }

  private void gone(Link link) {
    hidden.remove(link.index());
    if (known.remove(link.index()) != null) {
      unread.add(link.index());
    }
    if (link.peerNamespace().isEmpty()) {
      unread.add(link.peer()); // of a pair whose one end is moved away only that end is told
    }
  }

  private void reread(int index) {
    kernel.link(index).ifPresentOrElse(this::update, () -> known.remove(index));
  }

  /**
   * A link stays for as long as the node's end does: what happens inside the pod's namespace, of
   * whose doing it may be, never makes it vanish.
   */
  private void update(Link link) {
    if (link.leadsElsewhere()) {
      ask(link).ifPresent(now -> known.put(link.index(), now));
    } else {
      known.remove(link.index());
    }
  }

  /** What is at the far end of a link; empty where that end is going or is hidden from us. */
  private Optional<Known> ask(Link link) {
    int namespace = link.peerNamespace().orElseThrow();
    try {
      // An id may have passed to another namespace by now, with an interface of the same index.
      return kernel
          .link(namespace, link.peer())
          .filter(far -> far.peer() == link.index())
          .flatMap(Link::mac)
          .flatMap(mac ->
              kernel
                  .addresses(namespace, link.peer())
                  .map(all ->
                      new PodLink(
                          link.index(),
                          incarnation(link),
                          link.name(),
                          mac,
                          link.mac().orElse(mac),
                          claimed(all))))
          .map(pod -> new Known(pod, namespace));
    } catch (Rtnetlink.Hidden e) {
      if (hidden.add(link.index())) {
        LOG.warn(
            "interface {}: its other end cannot be asked, no pod is found there: {}",
            link.name(),
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  private long incarnation(Link link) {
    Known before = known.get(link.index());
    return before == null ? incarnations.incrementAndGet() : before.link().incarnation();
  }

  private static Set<IpAddress> claimed(List<LocalAddress> addresses) {
    return addresses.stream()
        .filter(LocalAddress::claimed)
        .map(LocalAddress::address)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    news.close();
    kernel.close();
  }
}
