package io.weir.agent.netlink;

import io.weir.agent.model.ClusterEvent.NodeAddressesChanged;
import io.weir.agent.model.ClusterSink;
import io.weir.bpf.sys.NetlinkSocket;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the addresses of the network namespace the agent runs in. News of any change, or of news
 * that were lost, makes all addresses be read anew: a reading costs microseconds, changes are rare,
 * and no state is kept that could drift from the kernel's.
 */
public final class NodeAddresses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAddresses.class);

  /** How soon the thread notices that it was closed. */
  private static final Duration ATTENTION = Duration.ofSeconds(1);

  /** An interface brings its addresses one by one: read them when it has been quiet so long. */
  private static final Duration QUIET = Duration.ofMillis(20);

  /** After a failure of the kernel interface itself, which nobody has seen yet. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int MOST_NEWS = 50;

  private final ClusterSink sink;
  private final Object delivery = new Object();
  private boolean closed;
  private Optional<Set<IpAddress>> delivered = Optional.empty();

  private NodeAddresses(ClusterSink sink) {
    this.sink = sink;
  }

  /**
   * Delivers {@link NodeAddressesChanged} once before it returns, then after each change, from a
   * daemon thread.
   *
   * @throws IllegalStateException where the addresses cannot be read
   */
  public static NodeAddresses follow(ClusterSink sink) {
    NodeAddresses addresses = new NodeAddresses(sink);
    // The news are subscribed to first: a change during the first reading is not missed.
    NetlinkSocket news = open();
    try {
      addresses.read();
    } catch (RuntimeException e) {
      news.close();
      throw e;
    }
    Thread.ofPlatform().daemon().name("weir-addresses").start(() -> addresses.run(news));
    return addresses;
  }

  private static NetlinkSocket open() {
    return NetlinkSocket.open(NetlinkSocket.ROUTE, AddressMessages.GROUPS);
  }

  private void run(NetlinkSocket first) {
    try (first) {
      listen(first);
    } catch (RuntimeException e) {
      complain(e);
    }
    while (!isClosed()) {
      try {
        Thread.sleep(PAUSE);
        try (NetlinkSocket again = open()) {
          read();
          listen(again);
        }
      } catch (InterruptedException e) {
        return; // nobody interrupts this thread but the end of the process
      } catch (RuntimeException e) {
        complain(e);
      }
    }
  }

  private void listen(NetlinkSocket news) {
    while (!isClosed()) {
      if (!(news.receive(ATTENTION) instanceof NetlinkSocket.Received.Nothing)) {
        drain(news);
        read();
      }
    }
  }

  private static void complain(RuntimeException e) {
    LOG.warn(
        "addresses of this node: {}; the last known ones stay in force, trying again in {} s",
        e.getMessage(),
        PAUSE.toSeconds());
  }

  private void read() {
    Set<IpAddress> now = AddressDump.read();
    synchronized (delivery) {
      if (!closed && !delivered.equals(Optional.of(now))) {
        delivered = Optional.of(now);
        sink.accept(new NodeAddressesChanged(now));
      }
    }
  }

  private boolean isClosed() {
    synchronized (delivery) {
      return closed;
    }
  }

  /** No event is delivered after this returns; the thread ends within a second. */
  @Override
  public void close() {
    synchronized (delivery) {
      closed = true;
    }
  }

  private static void drain(NetlinkSocket news) {
    for (int i = 0; i < MOST_NEWS; i++) {
      if (news.receive(QUIET) instanceof NetlinkSocket.Received.Nothing) {
        return;
      }
    }
  }
}
