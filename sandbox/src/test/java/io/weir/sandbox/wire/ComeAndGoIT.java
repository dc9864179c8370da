package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.boot.SandboxNode;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Answer;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.wire.Crowd.Member;
import io.weir.values.Family;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand connections, of every mode and both families, while nodes and pods come and go:
 * those to a pod that lives go on, and those to one that is gone end, by a reset or by the client's
 * own patience. The tests are the chapters of one story.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ComeAndGoIT {
  private static final int OF_EACH = 1000;
  private static final int NEW_ONES = 40;
  private static final int PATIENT = 10_000;
  private static final int IMPATIENT = 1500;

  /** TCP tries again ever later, after as long a time as it has been trying. */
  private static final int VERY_PATIENT = 60_000;

  /** Two on each node. */
  private static final String PODS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: many, namespace: default}
      spec:
        replicas: 6
        selector: {matchLabels: {app: many}}
        template:
          metadata: {labels: {app: many}}
          spec: {containers: [{name: c, image: none, ports: [{containerPort: 8080}]}]}
      """;

  private Cluster cluster;
  private Services services;
  private NetworkNamespace outside;
  private Crowd crowd;

  @BeforeAll
  void up() {
    cluster =
        Cluster.up(new SandboxUp.Wish("comeandgoit", 3, PodNetwork.ROUTED, Families.DUAL, true));
    services = new Services(cluster);
    outside = NetworkNamespace.open(IpScript.file(cluster.sandbox().blueprint().outside()));
    crowd = new Crowd(outside);
    cluster.api().apply(PODS);
    for (Mode mode : Mode.values()) {
      services.add(mode.annotation, mode, Cluster.selector("many"));
    }
    awaitNodes(Set.of("node1", "node2", "node3"));
    everyWay((mode, target) -> crowd.open(mode, target, OF_EACH));
    assertThat(crowd.members()).hasSize(10_000);
  }

  @AfterAll
  void down() {
    if (crowd != null) {
      crowd.close();
      outside.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private interface Way {
    void take(Mode mode, InetSocketAddress target);
  }

  private void everyWay(Way way) {
    for (Mode mode : Mode.values()) {
      for (Family family : Family.values()) {
        Hops.Target vip = services.target(mode.annotation, Frontend.VIP, family);
        way.take(
            mode,
            new InetSocketAddress(InetAddress.ofLiteral(vip.address().toString()), vip.port()));
      }
    }
  }

  /** Waits until new connections of every mode succeed, and come to pods of all these nodes. */
  private void awaitNodes(Set<String> nodes) {
    String sorted = new TreeSet<>(nodes).toString();
    everyWay(
        (mode, target) -> Cluster.eventually(() -> nodesThatAnswer(mode, target), sorted::equals));
  }

  private String nodesThatAnswer(Mode mode, InetSocketAddress target) {
    try (Crowd some = new Crowd(outside)) {
      return some.open(mode, target, NEW_ONES).stream()
          .map(Member::node)
          .collect(Collectors.toCollection(TreeSet::new))
          .toString();
    } catch (AssertionError e) {
      return e.getCause().toString();
    }
  }

  private List<Member> those(Predicate<Member> kind) {
    return crowd.members().stream().filter(kind).toList();
  }

  /** Each is answered by its own pod, which sees who it always saw. */
  private static void goOn(Collection<Member> members) {
    goOn(members, PATIENT);
  }

  private static void goOn(Collection<Member> members, int patienceMillis) {
    Map<Member, String> came = Crowd.ask(members, patienceMillis);
    assertThat(failures(members, m -> !m.greeting().equals(came.get(m)), came::get))
        .as("of %d connections", members.size())
        .isEmpty();
  }

  /** None is answered by another pod, and nobody waits longer than he wants. */
  private static void end(Collection<Member> members) {
    Map<Member, String> came = Crowd.ask(members, IMPATIENT);
    assertThat(failures(members, m -> came.get(m).startsWith("pod="), came::get)).isEmpty();
  }

  private static Map<String, Long> failures(
      Collection<Member> members, Predicate<Member> failed, Function<Member, String> came) {
    return members.stream()
        .filter(failed)
        .collect(
            Collectors.groupingBy(
                m -> "%s to a pod of %s: %s".formatted(m.mode(), m.node(), words(came.apply(m))),
                Collectors.counting()));
  }

  private static String words(String came) {
    return came.startsWith("pod=") ? "another answer, of " + Answer.of(came).node() : came;
  }

  @Test
  @Order(1)
  void whereNothingHappensAllGoOn() {
    goOn(crowd.members());
  }

  @Test
  @Order(2)
  void aNodeThatIsCutOffTakesItsOwnPodsOnly() {
    SandboxNode node3 = SandboxNode.of(cluster.sandbox(), "node3");
    node3.down();
    goOn(those(m -> !m.node().equals("node3")));
    end(those(m -> m.node().equals("node3")));
    awaitNodes(Set.of("node1", "node2"));
    goOn(those(m -> !m.node().equals("node3")));
    node3.up();
    awaitNodes(Set.of("node1", "node2", "node3"));
    goOn(crowd.members(), VERY_PATIENT);
  }

  /**
   * By snat it is the only one that knows the clients: another one would mistake them. By the other
   * modes all nodes find the same pod, as long as the pods are the same; so this comes before
   * others.
   */
  @Test
  @Order(3)
  void theNodeWherePacketsComeInTakesItsOwnPodsOnly() {
    crowd.forget(those(m -> m.mode() == Mode.SNAT));
    Predicate<Member> lives = m -> !m.node().equals("node1");
    lead("node2");
    goOn(those(lives));
    SandboxNode node1 = SandboxNode.of(cluster.sandbox(), "node1");
    node1.down();
    goOn(those(lives));
    awaitNodes(Set.of("node2", "node3"));
    goOn(those(lives));
    node1.up();
    lead("node1");
    awaitNodes(Set.of("node1", "node2", "node3"));
    goOn(crowd.members());
    everyWay((mode, target) -> crowd.open(mode, target, mode == Mode.SNAT ? OF_EACH : 0));
  }

  private void lead(String node) {
    cluster.fromOutside("192.0.2.0/24", node);
    cluster.fromOutside("2001:db8:1b::/112", node);
  }

  @Test
  @Order(4)
  void podsThatGoTakeTheirConnectionsOnly() {
    Set<String> gone = Set.of(podOf("node1"), podOf("node2"), podOf("node3"));
    gone.forEach(cluster::deletePodNow);
    goOn(those(m -> !gone.contains(m.pod())));
    end(those(m -> gone.contains(m.pod())));
    crowd.forget(those(m -> gone.contains(m.pod())));
    awaitNodes(Set.of("node1", "node2", "node3"));
    goOn(crowd.members());
  }

  private String podOf(String node) {
    return those(m -> m.node().equals(node)).getFirst().pod();
  }
}
