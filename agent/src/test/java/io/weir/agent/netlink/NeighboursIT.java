package io.weir.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.NeighboursChanged;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against a real kernel: a node and another host on its link, each in a namespace of its own. */
@Tag("kernel")
class NeighboursIT {
  private static final String NODE = "weir-neigh-it";
  private static final String HOST = "weir-neigh-it-2";
  private static final String OWN_MAC = "02:00:00:00:00:0a";
  private static final String HOST_MAC = "02:00:00:00:00:0b";

  private final BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void namespaces() throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root"), "skipped: needs root to make a namespace");
    remove();
    run("ip netns add " + NODE);
    run("ip netns add " + HOST);
    node("link add d0 address " + OWN_MAC + " type veth peer name d1 netns " + HOST);
    run("ip -n " + HOST + " link set d1 address " + HOST_MAC + " addrgenmode none");
    run("ip -n " + HOST + " addr add 192.0.2.2/24 dev d1");
    run("ip -n " + HOST + " addr add 2001:db8::2/64 dev d1 nodad");
    run("ip -n " + HOST + " link set d1 up");
    node("link set d0 addrgenmode none");
    node("addr add 192.0.2.1/24 dev d0");
    node("addr add 2001:db8::1/64 dev d0 nodad");
    node("link set d0 up");
  }

  @AfterEach
  void remove() throws Exception {
    new ProcessBuilder("ip", "netns", "del", NODE).start().waitFor();
    new ProcessBuilder("ip", "netns", "del", HOST).start().waitFor();
  }

  @Test
  void hostsOnTheLinkAreToldAsTheKernelLearnsAndForgetsThem() throws Exception {
    node("neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0 nud permanent");
    try (NetworkNamespace namespace = NetworkNamespace.open(Path.of("/run/netns/" + NODE));
        Follower neighbours = namespace.call(() -> Neighbours.follow(events::add))) {
      String fixed = "192.0.2.9 02:00:00:00:00:09 by " + OWN_MAC;
      assertThat(next()).containsExactly(fixed);

      send(namespace, "192.0.2.2");
      assertThat(until("192.0.2.2 " + HOST_MAC + " by " + OWN_MAC)).contains(fixed);
      send(namespace, "2001:db8::2");
      until("2001:db8::2 " + HOST_MAC + " by " + OWN_MAC);

      node("neigh replace 192.0.2.2 lladdr 02:00:00:00:00:0c dev d0 nud stale");
      until("192.0.2.2 02:00:00:00:00:0c by " + OWN_MAC);

      node("neigh del 192.0.2.9 dev d0");
      while (next().contains(fixed)) {}

      node("link set d0 down");
      while (!next().isEmpty()) {}
      assertThat(neighbours).isNotNull();
    }
  }

  @Test
  void anInterfacesNewMacIsTold() throws Exception {
    node("neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0 nud permanent");
    try (NetworkNamespace namespace = NetworkNamespace.open(Path.of("/run/netns/" + NODE));
        Follower neighbours = namespace.call(() -> Neighbours.follow(events::add))) {
      next();
      node("link set d0 address 02:00:00:00:00:0d");
      assertThat(next()).as("the kernel forgets who knew the old one").isEmpty();
      node("neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0 nud permanent");
      until("192.0.2.9 02:00:00:00:00:09 by 02:00:00:00:00:0d");
      assertThat(neighbours).isNotNull();
    }
  }

  /** Makes the kernel ask for the host's MAC. */
  private static void send(NetworkNamespace namespace, String host) throws Exception {
    namespace.call(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral(host), 9));
        return socket;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private Set<String> until(String neighbour) throws InterruptedException {
    Set<String> seen = next();
    while (!seen.contains(neighbour)) {
      seen = next();
    }
    return seen;
  }

  /** Without what the kernel knows of itself: multicast groups. */
  private Set<String> next() throws InterruptedException {
    NeighboursChanged changed = (NeighboursChanged) events.poll(20, TimeUnit.SECONDS);
    assertThat(changed).as("an event within 20 s").isNotNull();
    return changed.neighbours().stream()
        .filter(n -> !n.mac().toString().startsWith("33:33:"))
        .filter(n -> !n.mac().toString().startsWith("01:00:5e:"))
        .map(n -> n.address() + " " + n.mac() + " by " + n.ownMac())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void node(String command) throws Exception {
    run("ip -n " + NODE + " " + command);
  }

  private static void run(String command) throws Exception {
    Process process =
        new ProcessBuilder(command.split(" "))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).as(command).isZero();
  }
}
