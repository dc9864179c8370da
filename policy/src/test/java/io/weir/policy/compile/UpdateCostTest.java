package io.weir.policy.compile;

import static io.weir.policy.compile.World.accept;
import static io.weir.policy.compile.World.in;
import static io.weir.policy.compile.World.ingress;
import static io.weir.policy.compile.World.namespace;
import static io.weir.policy.compile.World.of;
import static io.weir.policy.compile.World.pod;
import static io.weir.policy.compile.World.port;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * 10,000 pods and 1,000 policies in 100 namespaces, 100 pods on this node: a change costs what it
 * touches.
 */
class UpdateCostTest {
  private static final int NAMESPACES = 100;
  private static final int PODS = 100;
  private static final int APPS = 10;

  private final World world = new World();
  private long asked;

  @BeforeEach
  void cluster() {
    for (int n = 0; n < NAMESPACES; n++) {
      world.compiler.put(namespace("ns" + n, "team=t" + n % 10));
      for (int p = 0; p < PODS; p++) {
        world.compiler.put(podOf(n, p));
      }
      for (int a = 0; a < APPS; a++) {
        world.compiler.put(policy(n, a, "app=a" + (a + 1) % APPS));
      }
    }
    settle();
  }

  private static PodFacts podOf(int namespace, int index) {
    String node = index == 0 ? World.NODE : "n" + (2 + index % 50);
    String name = "ns" + namespace + "/p" + index;
    return pod(name, node, "app=a" + index % APPS, "10." + namespace + ".0." + index);
  }

  private static Policy policy(int namespace, int app, String from) {
    return ingress(
        "ns" + namespace + "/np" + app,
        "app=a" + app,
        accept(
            List.of(of("ns" + namespace, from), in("team=t1", "app=a" + app), in("team=t2", "")),
            port(80)));
  }

  private PolicyDelta settle() {
    PolicyDelta delta = world.drain();
    world.compiler.confirm();
    if (world.compiler.awaitsDrain()) {
      world.drain();
    }
    asked = world.compiler.asked();
    return delta;
  }

  private void assertTouches(PolicyDelta delta, int addresses, int rows, int sets, int endpoints) {
    assertThat(delta.addresses()).hasSize(addresses);
    assertThat(delta.rows()).hasSize(rows);
    assertThat(delta.sets()).hasSize(sets);
    assertThat(delta.endpoints()).hasSize(endpoints);
    assertThat(delta.prefixes()).isEmpty();
    assertThat(delta.retired()).isEmpty();
  }

  private long askedSince() {
    return world.compiler.asked() - asked;
  }

  @Test
  void aNewPodOfKnownLabelsIsOneAddress() {
    world.compiler.put(pod("ns7/new", "n9", "app=a1", "10.200.0.1"));
    PolicyDelta delta = world.drain();
    assertTouches(delta, 1, 0, 0, 0);
    assertThat(delta.reconsider()).isFalse();
    assertThat(askedSince()).as("selectors asked of it").isLessThanOrEqualTo(4);
  }

  @Test
  void aNewPodThatNobodyAsksForIsOneAddressAndAsksNothing() {
    world.compiler.put(pod("ns7/new", "n9", "app=other", "10.200.0.1"));
    assertTouches(world.drain(), 1, 0, 0, 0);
    assertThat(askedSince()).isZero();
  }

  @Test
  void aNewLocalPodOfKnownLabelsHasTheSetOfTheOthers() {
    world.compiler.put(pod("ns7/new", World.NODE, "app=a0", "10.200.0.1"));
    assertTouches(world.drain(), 1, 0, 0, 1);
    EndpointPolicy other = world.tables.endpoint(World.name("ns7/p0")).orElseThrow();
    assertThat(world.tables.endpoint(World.name("ns7/new"))).contains(other);
  }

  @Test
  void aPodThatGoesIsOneAddress() {
    world.compiler.removePod(World.name("ns7/p5"));
    PolicyDelta delta = world.drain();
    assertTouches(delta, 1, 0, 0, 0);
    assertThat(delta.reconsider()).as("the address may be another's soon").isTrue();
    assertThat(askedSince()).isZero();
  }

  @Test
  void aPolicyOfPodsElsewhereTouchesNothing() {
    world.compiler.put(policy(7, 3, "app=new"));
    assertTouches(world.drain(), 0, 0, 0, 0);
    assertThat(askedSince()).as("local pods of the namespace").isLessThanOrEqualTo(2 * NAMESPACES);
  }

  @Test
  void anEditedPolicyMakesTheSetOfThoseItSelectsAnew() {
    int before = world.tables.endpoint(World.name("ns7/p0")).orElseThrow().ingress();
    world.compiler.put(policy(7, 0, "app=a5"));
    PolicyDelta delta = world.drain();
    assertThat(delta.endpoints().keySet()).containsExactly(World.name("ns7/p0"));
    assertThat(delta.sets()).hasSize(1);
    assertThat(delta.addresses()).as("the pods of the new peer").hasSize(10);
    assertThat(delta.retired()).as("still in force").isEmpty();
    assertThat(delta.reconsider()).isFalse();
    world.compiler.confirm();
    PolicyDelta rest = world.drain();
    assertThat(rest.retired()).containsExactly(before);
    assertThat(rest.addresses()).as("the pods of the old peer").hasSize(10);
    assertThat(rest.reconsider()).isFalse();
    assertThat(askedSince()).as("pods of the namespace").isLessThan(6 * PODS);
  }

  @Test
  void aRelabelledNamespaceIsItsRowsAndThePodsThatAreAskedForWithIt() {
    world.compiler.put(namespace("ns7", "team=t2"));
    PolicyDelta delta = world.drain();
    assertThat(delta.addresses()).isEmpty();
    assertThat(delta.rows()).as("one for each set of team=t2").hasSize(NAMESPACES);
    assertThat(delta.endpoints()).isEmpty();
    assertThat(delta.reconsider()).isTrue();
    world.compiler.put(namespace("ns7", "team=t1"));
    assertThat(world.drain().addresses())
        .as("pods of app=a0, which local sets ask for")
        .hasSize(10);
  }

  @Test
  void whatIsSaidAgainChangesNothing() {
    world.compiler.put(podOf(3, 3));
    world.compiler.put(policy(7, 0, "app=a1"));
    world.compiler.put(namespace("ns7", "team=t7"));
    PolicyDelta delta = world.drain();
    assertTouches(delta, 0, 0, 0, 0);
    assertThat(delta.reconsider()).isFalse();
    assertThat(askedSince()).isZero();
  }
}
