package io.weir.sandbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.oracle.PolicyShapes;
import io.weir.policy.oracle.Reach;
import io.weir.policy.oracle.Shape;
import io.weir.sandbox.net.PodNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape of policy through the API, the agents and the kernel, as seen by sockets in the pods.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
abstract class PolicyMatrix {
  private static final Duration EDITING = Duration.ofSeconds(12);

  private final PodNetwork network;
  private PolicyLab lab;

  PolicyMatrix(PodNetwork network) {
    this.network = network;
  }

  @BeforeAll
  void up() {
    lab = PolicyLab.up("matrix" + network.name().toLowerCase(), network);
    lab.expect("no policy", _ -> true);
  }

  @AfterAll
  void down() {
    if (lab != null) {
      lab.close();
    }
  }

  static Stream<Shape> shapes() {
    return PolicyShapes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aNetworkPolicyDoesWhatItSays(Shape shape) {
    for (Shape.Step step : shape.steps().apply(lab::addresses)) {
      lab.become(step.yaml(), step.namespaceLabels(), step.podLabels());
      expect(shape.name(), step.reach());
    }
  }

  static Stream<ClusterShape> clusterShapes() {
    return ClusterShape.all().stream();
  }

  @ParameterizedTest
  @MethodSource("clusterShapes")
  void clusterNetworkPoliciesDoWhatTheySay(ClusterShape shape) {
    for (ClusterShape.Step step : shape.steps()) {
      List<String> yaml = step.policies(lab::addresses);
      lab.become(yaml, Map.of(), Map.of());
      expect(shape.name(), step.reach());
    }
  }

  /** Every edit changes the rules of x, and none changes what they say. */
  @Test
  void nothingOpensAndNothingIsLostWhilePoliciesAreEdited() throws InterruptedException {
    Reach reach = Reach.of("deny * > x/*\n allow y/* > x/*");
    lab.become(List.of(ClusterShape.allowY()), Map.of(), Map.of());
    expect("before the edits", reach);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger edits = new AtomicInteger();
    Thread editor =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!stop.get()) {
                lab.edit(
                    ClusterShape.EDITS.get(edits.getAndIncrement() % ClusterShape.EDITS.size()));
              }
            });
    try {
      lab.expectThroughout(
          "while policies are edited",
          EDITING,
          probe -> reach.allows(probe.from(), probe.to(), probe.protocol(), probe.port()));
    } finally {
      stop.set(true);
      editor.join();
    }
    assertThat(edits.get()).as("edits").isGreaterThan(50);
  }

  private void expect(String what, Reach reach) {
    lab.expect(
        what + ": " + reach.statements(),
        probe -> reach.allows(probe.from(), probe.to(), probe.protocol(), probe.port()));
  }
}
