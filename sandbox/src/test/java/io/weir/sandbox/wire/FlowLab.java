package io.weir.sandbox.wire;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Three nodes with agents, a server on the second, and two Services of each mode in front of it.
 * Clients are outside, where they come in by the first node; both ends of every flow are held here.
 */
final class FlowLab implements AutoCloseable {
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_MILLIS = 5000;

  final Cluster cluster;
  final Services services;
  final FlowServer server;
  private final NetworkNamespace outside;
  private final AtomicLong names = new AtomicLong();

  /** A way from outside to the server. */
  record Way(Mode mode, Family family) {
    /** The name of a Service, by its number: 1 or 2. */
    String service(int number) {
      return mode.annotation + "-" + number;
    }
  }

  /** Both ends of a connection. */
  record Pair(Socket client, Socket server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  /** Fails with the words that go into the table. */
  interface Scenario {
    void run(Way way) throws IOException, InterruptedException;
  }

  FlowLab(String name) {
    cluster = Cluster.up(new SandboxUp.Wish(name, 3, PodNetwork.ROUTED, Families.DUAL, true));
    services = new Services(cluster);
    cluster.pod("server", "node2", 0);
    server = new FlowServer(cluster.podNamespace("default", "server"), Services.TARGET_PORT);
    outside = NetworkNamespace.open(IpScript.file(cluster.sandbox().blueprint().outside()));
    for (Mode mode : Mode.values()) {
      for (int number : new int[] {1, 2}) {
        services.add(new Way(mode, Family.IPV4).service(number), mode, Cluster.selector("server"));
      }
    }
    Map<String, String> unserved = each(this::awaitServed);
    if (!unserved.isEmpty()) {
      close();
      throw new AssertionError(unserved.toString());
    }
  }

  private void awaitServed(Way way) {
    for (int number : new int[] {1, 2}) {
      Cluster.eventually(() -> reach(vip(way, number)), "reached"::equals);
    }
  }

  private String reach(InetSocketAddress target) {
    try (Pair _ = open(target, 0)) {
      return "reached";
    } catch (IOException e) {
      return e.toString();
    }
  }

  InetSocketAddress vip(Way way, int number) {
    return socketAddress(services.target(way.service(number), Frontend.VIP, way.family()));
  }

  /** The NodePort of a Service at a node. */
  InetSocketAddress nodePort(Way way, int number, String node) {
    IpAddress address =
        cluster.node(node).addresses().stream()
            .filter(ip -> ip.family() == way.family())
            .findFirst()
            .orElseThrow();
    int port = services.target(way.service(number), Frontend.NODE_PORT, way.family()).port();
    return socketAddress(new Hops.Target(address, port));
  }

  private static InetSocketAddress socketAddress(Hops.Target target) {
    return new InetSocketAddress(InetAddress.ofLiteral(target.address().toString()), target.port());
  }

  /** A socket of the machine outside. */
  <S> S outside(Callable<S> opened) {
    return outside.call(opened);
  }

  long newName() {
    return names.incrementAndGet();
  }

  /**
   * @param ownPort 0 for any
   */
  Pair open(InetSocketAddress target, int ownPort) throws IOException {
    long name = newName();
    Socket client = outside(() -> bound(ownPort));
    try {
      client.connect(target, CONNECT_MILLIS);
      client.setSoTimeout(READ_MILLIS);
      client.setTcpNoDelay(true);
      client.getOutputStream().write(ByteBuffer.allocate(FlowServer.NAME).putLong(name).array());
      Socket end = server.end(name);
      end.setSoTimeout(READ_MILLIS);
      return new Pair(client, end);
    } catch (IOException e) {
      client.close();
      throw new IOException(
          "opening " + target + " from port " + ownPort + ": " + e.getMessage(), e);
    }
  }

  /** A socket belongs to the namespace where it is first used. */
  private static Socket bound(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(port));
    return socket;
  }

  /** Runs a scenario by every way, one after another; what failed, by way. */
  Map<String, String> inTurn(Scenario scenario) {
    Map<String, String> failures = new TreeMap<>();
    for (Mode mode : Mode.values()) {
      for (Family family : Family.values()) {
        run(scenario, new Way(mode, family), failures);
      }
    }
    return failures;
  }

  private static void run(Scenario scenario, Way way, Map<String, String> failures) {
    try {
      scenario.run(way);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      failures.put(way.mode() + " " + way.family(), e.toString());
    }
  }

  /** The same at once. */
  Map<String, String> each(Scenario scenario) {
    Map<String, String> failures = new ConcurrentSkipListMap<>();
    List<Thread> running = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (Family family : Family.values()) {
        Way way = new Way(mode, family);
        running.add(Thread.ofPlatform().start(() -> run(scenario, way, failures)));
      }
    }
    running.forEach(FlowLab::join);
    return new TreeMap<>(failures);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    outside.close();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cluster.close();
    }
  }
}
