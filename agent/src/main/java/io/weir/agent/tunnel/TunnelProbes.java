package io.weir.agent.tunnel;

import io.weir.agent.compile.AbiAddress;
import io.weir.bpf.BpfException;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.program.LoadedObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which nodes take tunnels: each is asked every two seconds, and four times as often
 * while it is silent. The programs over there answer, the programs here write it down; who has not
 * been heard for seven seconds is forgotten, and reached without tunnels.
 */
public final class TunnelProbes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelProbes.class);
  private static final long TICK_MILLIS = 500;
  private static final int TICKS = 4;
  private static final long SILENT_NANOS = 7_000_000_000L;

  private final BpfMap<Integer, WireNode> nodes;
  private final BpfMap<Address, Long> answers;
  private final MappedArray<WireControl> control;
  private final int port;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("weir-probes").daemon().factory());
  private final Map<Address, DatagramSocket> sockets = new HashMap<>();
  private int tick;
  private String told = "";
  private volatile int silent;

  private TunnelProbes(LoadedObject object, int port) {
    nodes = object.map("wire_nodes", Integer.class, WireNode.class);
    answers = object.map("tunnel_answers", Address.class, Long.class);
    control = object.mappedArray("wire_control", WireControl.class);
    this.port = port;
  }

  /**
   * Asks from the network namespace of the calling thread on.
   *
   * @param object the programs at uplinks
   * @param port of tunnels
   */
  public static TunnelProbes start(LoadedObject object, int port) {
    TunnelProbes probes = new TunnelProbes(object, port);
    probes.thread.scheduleWithFixedDelay(probes::round, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return probes;
  }

  /** Addresses of other nodes that do not answer. */
  public int silent() {
    return silent;
  }

  private void round() {
    try {
      Set<Address> heard = heard();
      Set<Address> wanted = peers();
      silent = (int) wanted.stream().filter(a -> !heard.contains(a)).count();
      boolean all = tick++ % TICKS == 0;
      for (Address peer : wanted) {
        if (all || !heard.contains(peer)) {
          ask(peer);
        }
      }
    } catch (BpfException | IOException e) {
      tell(e.toString());
    }
  }

  /** Who answered lately; others are forgotten. */
  private Set<Address> heard() {
    long now = System.nanoTime(); // CLOCK_MONOTONIC, as the programs have it
    Set<Address> recent = new HashSet<>();
    Set<Address> old = new HashSet<>();
    answers.forEach((peer, at) -> (now - at > SILENT_NANOS ? old : recent).add(peer));
    answers.deleteAll(old);
    return recent;
  }

  private Set<Address> peers() {
    Set<Address> peers = new HashSet<>();
    nodes.forEach((id, node) ->
        Stream.of(node.ipv4(), node.ipv6())
            .filter(address -> !address.equals(AbiAddress.NONE))
            .forEach(peers::add));
    return peers;
  }

  /** From the address that others know: they take tunnels from no other. */
  private void ask(Address peer) throws IOException {
    WireControl own = control.get(0);
    Address from = peer.isIpv4() ? own.nodeIpv4() : own.nodeIpv6();
    if (from.equals(AbiAddress.NONE)) {
      return;
    }
    byte[] probe = Probe.bytes();
    socket(from)
        .send(new DatagramPacket(probe, probe.length, new InetSocketAddress(inet(peer), port)));
  }

  private DatagramSocket socket(Address from) throws IOException {
    DatagramSocket open = sockets.get(from);
    if (open == null) {
      closeSockets(from);
      open = new DatagramSocket(new InetSocketAddress(inet(from), 0));
      sockets.put(from, open);
    }
    return open;
  }

  /** Of the family whose address has changed. */
  private void closeSockets(Address now) {
    List.copyOf(sockets.keySet()).stream()
        .filter(old -> old.isIpv4() == now.isIpv4())
        .forEach(old -> sockets.remove(old).close());
  }

  private static InetAddress inet(Address address) throws UnknownHostException {
    return InetAddress.getByName(AbiAddress.toIp(address).toString());
  }

  /** Once, while it stays the same. */
  private void tell(String what) {
    if (!what.equals(told)) {
      LOG.warn("other nodes cannot be asked whether they take tunnels: {}", what);
    }
    told = what;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.values().forEach(DatagramSocket::close);
  }
}
