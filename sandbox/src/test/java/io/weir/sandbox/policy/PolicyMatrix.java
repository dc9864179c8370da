package io.weir.sandbox.policy;

import io.weir.policy.oracle.PolicyShapes;
import io.weir.policy.oracle.Reach;
import io.weir.policy.oracle.Shape;
import io.weir.sandbox.net.PodNetwork;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  private void expect(String what, Reach reach) {
    lab.expect(
        what + ": " + reach.statements(),
        probe -> reach.allows(probe.from(), probe.to(), probe.protocol(), probe.port()));
  }
}
