package io.weir.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.NodeAddressesChanged;
import io.weir.agent.model.NodeInterface;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.values.IpAddress;
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

/** Against a real kernel, in a network namespace of its own. */
@Tag("kernel")
class NodeAddressesIT {
  private static final String NAMESPACE = "weir-watch-it";

  private final BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void namespace() throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root"), "skipped: needs root to make a namespace");
    new ProcessBuilder("ip", "netns", "del", NAMESPACE).start().waitFor();
    run("ip netns add " + NAMESPACE);
    inside("link set lo up");
    inside("link add d0 type veth peer name d1");
    inside("link set d1 up");
    inside("link set d0 up");
    inside("addr add 192.0.2.1/24 dev d0");
  }

  @AfterEach
  void remove() throws Exception {
    new ProcessBuilder("ip", "netns", "del", NAMESPACE).start().waitFor();
  }

  @Test
  void addressesAreToldAtTheStartAndAfterEachChange() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.open(Path.of("/run/netns/" + NAMESPACE));
        Follower addresses = namespace.call(() -> NodeAddresses.follow(events::add))) {
      assertThat(next()).containsExactly("192.0.2.1");
      inside("addr add 192.0.2.2/24 dev d0");
      assertThat(next()).containsExactly("192.0.2.1", "192.0.2.2");
      inside("addr add 2001:db8::1/64 dev d0 nodad");
      assertThat(next()).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8::1");
      inside("link set d0 down"); // IPv6 addresses go with the link
      assertThat(next()).containsExactly("192.0.2.1", "192.0.2.2");
      assertThat(addresses).isNotNull();
    }
  }

  @Test
  void interfacesWithoutAddressesAreToldByTheirNames() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.open(Path.of("/run/netns/" + NAMESPACE));
        Follower addresses = namespace.call(() -> NodeAddresses.follow(events::add))) {
      assertThat(names()).containsExactly("d0", "d1", "lo");
      inside("link add br0 type bridge");
      assertThat(names()).containsExactly("br0", "d0", "d1", "lo");
      inside("link set br0 name br1");
      assertThat(names()).containsExactly("br1", "d0", "d1", "lo");
      inside("link del br1");
      assertThat(names()).containsExactly("d0", "d1", "lo");
      assertThat(addresses).isNotNull();
    }
  }

  private Set<String> names() throws InterruptedException {
    return changed().interfaces().stream()
        .map(NodeInterface::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> next() throws InterruptedException {
    return changed().interfaces().stream()
        .flatMap(i -> i.addresses().stream())
        .map(IpAddress::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private NodeAddressesChanged changed() throws InterruptedException {
    NodeAddressesChanged changed = (NodeAddressesChanged) events.poll(20, TimeUnit.SECONDS);
    assertThat(changed).as("an event within 20 s").isNotNull();
    return changed;
  }

  private static void inside(String command) throws Exception {
    run("ip -n " + NAMESPACE + " " + command);
  }

  private static void run(String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ")).inheritIO().start();
    assertThat(process.waitFor()).as(command).isZero();
  }
}
