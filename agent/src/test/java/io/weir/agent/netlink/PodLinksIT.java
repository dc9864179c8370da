package io.weir.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.PodLinksChanged;
import io.weir.agent.model.PodLink;
import io.weir.bpf.sys.NetworkNamespace;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against a real kernel: one namespace stands for the node, others are its pods. */
@Tag("kernel")
class PodLinksIT {
  private static final String NODE = "attach-it-node";
  private static final String POD = "attach-it-pod";
  private static final String OTHER = "attach-it-pod2";

  private final BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
  private NetworkNamespace node;
  private Follower follower;

  @BeforeEach
  void namespaces() throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root"), "skipped: needs root to make a namespace");
    for (String name : new String[] {NODE, POD, OTHER}) {
      new ProcessBuilder("ip", "netns", "del", name).start().waitFor(); // of a run that crashed
      run("ip netns add " + name);
    }
    node = NetworkNamespace.open(Path.of("/run/netns/" + NODE));
    on(NODE, "link add br0 type bridge");
  }

  @AfterEach
  void remove() throws Exception {
    if (node != null) {
      if (follower != null) {
        follower.close();
      }
      node.close();
      for (String name : new String[] {NODE, POD, OTHER}) {
        new ProcessBuilder("ip", "netns", "del", name).start().waitFor();
      }
    }
  }

  private void follow() throws Exception {
    follower = node.call(() -> PodLinks.follow(events::add));
  }

  /** As the CNI plugin ptp does it: made inside the pod, the node's end pushed out, routed. */
  private static void plugRouted(String pod, String name) throws Exception {
    on(pod, "link add eth0 type veth peer name " + name + " netns " + NODE);
    on(pod, "link set eth0 up");
    on(NODE, "link set " + name + " up");
  }

  private static void address(String pod, String address) throws Exception {
    on(pod, "addr add " + address + " dev eth0" + (address.contains(":") ? " nodad" : ""));
  }

  @Test
  void podsThatAreThereAreFoundAtTheStartRoutedOnesAndBridgedOnes() throws Exception {
    plugRouted(POD, "routed0");
    address(POD, "10.244.0.5/32");
    address(POD, "fd00:10:244::5/128");
    on(NODE, "route add 10.244.0.5/32 dev routed0");
    on(OTHER, "link add eth0 type veth peer name bridged0 netns " + NODE);
    on(NODE, "link set bridged0 master br0");
    on(NODE, "link set bridged0 up");
    on(OTHER, "link set eth0 up");
    address(OTHER, "10.244.0.6/24");
    address(OTHER, "fd00:10:244::6/64");

    follow();

    Map<String, PodLink> links = byName(events.poll());
    assertThat(links.keySet()).containsExactlyInAnyOrder("routed0", "bridged0");
    assertThat(addresses(links.get("routed0"))).containsExactly("10.244.0.5", "fd00:10:244::5");
    assertThat(addresses(links.get("bridged0"))).containsExactly("10.244.0.6", "fd00:10:244::6");
    assertThat(links.get("routed0").mac()).hasToString(mac(POD));
    assertThat(links.get("bridged0").mac()).hasToString(mac(OTHER));
    assertThat(links.get("bridged0").ifindex()).isEqualTo(index("bridged0"));
  }

  @Test
  void aPodIsToldWhenItIsPluggedInAndAgainWhenItGetsItsAddress() throws Exception {
    follow();
    assertThat(byName(events.poll())).isEmpty();
    plugRouted(POD, "pod0");
    assertThat(addresses(await(links -> links.containsKey("pod0")).get("pod0"))).isEmpty();
    address(POD, "10.244.0.5/32");
    await(links -> addresses(links.get("pod0")).equals(Set.of("10.244.0.5")));
    address(POD, "fd00:10:244::5/128");
    await(links -> addresses(links.get("pod0")).equals(Set.of("10.244.0.5", "fd00:10:244::5")));
    on(POD, "addr del 10.244.0.5/32 dev eth0");
    await(links -> addresses(links.get("pod0")).equals(Set.of("fd00:10:244::5")));
  }

  @Test
  void aVethMovedIntoThePodLaterIsFoundToo() throws Exception {
    follow();
    on(NODE, "link add pod0 type veth peer name tmp0"); // as Calico and others do
    on(NODE, "link set tmp0 netns " + POD);
    on(POD, "link set tmp0 name eth0");
    address(POD, "10.244.0.5/32");
    await(links ->
        links.keySet().equals(Set.of("pod0"))
            && addresses(links.get("pod0")).equals(Set.of("10.244.0.5")));
  }

  @Test
  void anAddressUnderDuplicateDetectionCounts() throws Exception {
    plugRouted(POD, "pod0");
    follow();
    on(POD, "addr add fd00:10:244::5/64 dev eth0");
    await(links -> addresses(links.get("pod0")).equals(Set.of("fd00:10:244::5")));
  }

  @Test
  void aChangedMacIsTold() throws Exception {
    plugRouted(POD, "pod0");
    follow();
    on(POD, "link set eth0 address 02:00:00:00:00:77");
    await(links -> links.get("pod0").mac().toString().equals("02:00:00:00:00:77"));
  }

  @Test
  void aPodThatGoesTakesItsLinkAlong() throws Exception {
    plugRouted(POD, "pod0");
    address(POD, "10.244.0.5/32");
    plugRouted(OTHER, "pod1");
    follow();
    run("ip netns del " + POD);
    await(links -> links.keySet().equals(Set.of("pod1")));
    run("ip netns add " + POD); // its namespace may have the id of the former one
    plugRouted(POD, "pod2");
    address(POD, "10.244.0.5/32");
    Map<String, PodLink> links =
        await(found -> found.containsKey("pod2") && !found.get("pod2").addresses().isEmpty());
    assertThat(addresses(links.get("pod2"))).containsExactly("10.244.0.5");
    assertThat(addresses(links.get("pod1"))).isEmpty();
  }

  @Test
  void anInterfaceThatTakesTheIndexOfAFormerOneIsAnotherOne() throws Exception {
    String add = "link add pod0 index 77 address 02:00:00:00:00:01 type veth peer name eth0 netns ";
    on(NODE, add + POD);
    follow();
    PodLink former = await(links -> links.containsKey("pod0")).get("pod0");
    on(NODE, "link del pod0");
    on(NODE, add + POD);
    on(POD, "link set eth0 address " + former.mac());
    PodLink later =
        await(links ->
                links.containsKey("pod0")
                    && links.get("pod0").mac().equals(former.mac())
                    && links.get("pod0").incarnation() != former.incarnation())
            .get("pod0");
    assertThat(later.ifindex()).isEqualTo(former.ifindex()).isEqualTo(77);
  }

  @Test
  void aPodThatHidesItsInterfaceInANamespaceOfItsOwnIsKept() throws Exception {
    plugRouted(POD, "pod0");
    address(POD, "10.244.0.5/32");
    follow();
    on(POD, "link set eth0 netns " + OTHER);
    PodLink hidden = await(links -> addresses(links.get("pod0")).isEmpty()).get("pod0");
    on(OTHER, "link set eth0 up");
    address(OTHER, "10.244.0.9/32");
    PodLink moved =
        await(links -> addresses(links.get("pod0")).equals(Set.of("10.244.0.9"))).get("pod0");
    assertThat(moved.incarnation()).isEqualTo(hidden.incarnation());
  }

  @Test
  void leavingABridgeIsNotTheEnd() throws Exception {
    plugRouted(POD, "pod0");
    on(NODE, "link set pod0 master br0");
    follow();
    long incarnation = byName(events.poll()).get("pod0").incarnation();
    on(NODE, "link set pod0 nomaster");
    address(POD, "10.244.0.5/32");
    PodLink link = await(links -> !links.get("pod0").addresses().isEmpty()).get("pod0");
    assertThat(link.incarnation()).isEqualTo(incarnation);
  }

  @Test
  void linksThatStayOnTheNodeAreNobodys() throws Exception {
    on(NODE, "link add a0 type veth peer name a1");
    follow();
    assertThat(byName(events.poll())).isEmpty();
  }

  /** The first state that fulfils what is expected, told within 20 s. */
  private Map<String, PodLink> await(Predicate<Map<String, PodLink>> expected) throws Exception {
    Map<String, PodLink> last = Map.of();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      ClusterEvent event = events.poll(1, TimeUnit.SECONDS);
      if (event != null) {
        last = byName(event);
        if (expected.test(last)) {
          return last;
        }
      }
    }
    throw new AssertionError("not told within 20 s; last: " + last);
  }

  private static Map<String, PodLink> byName(ClusterEvent event) {
    return ((PodLinksChanged) event)
        .links().stream().collect(Collectors.toMap(PodLink::name, link -> link));
  }

  private static Set<String> addresses(PodLink link) {
    return link.addresses().stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int index(String name) throws Exception {
    return Integer.parseInt(describe(NODE, name).split(":")[0]);
  }

  private static String mac(String pod) throws Exception {
    return describe(pod, "eth0").split("link/ether ")[1].split(" ")[0];
  }

  private static String describe(String namespace, String name) throws Exception {
    Process process =
        new ProcessBuilder("ip", "-n", namespace, "-o", "link", "show", "dev", name).start();
    return new String(process.getInputStream().readAllBytes());
  }

  private static void on(String namespace, String command) throws Exception {
    run("ip -n " + namespace + " " + command);
  }

  private static void run(String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ")).inheritIO().start();
    assertThat(process.waitFor()).as(command).isZero();
  }
}
