package io.weir.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.model.Direction;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.oracle.Shape.Step;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shapes do what was written by hand beside them, to the oracle and to the tables. */
class PolicyShapesTest {
  private static final String NODE = "node0";

  static Stream<Shape> shapes() {
    return PolicyShapes.all().stream();
  }

  @Test
  void shapesHaveNamesOfTheirOwn() {
    assertThat(PolicyShapes.all()).extracting(Shape::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void oracleFollowsTheTruthTable(Shape shape) {
    Cluster cluster = new Cluster(NODE);
    for (Step step : shape.steps().apply(PolicyShapesTest::addresses)) {
      changes(cluster, step).forEach(change -> change.to(cluster));
      NaivePolicies oracle = new NaivePolicies(cluster, false);
      compare(shape, step, (packet, f) -> oracle.judge(packet).allowed());
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void tablesFollowTheTruthTable(Shape shape) {
    Cluster cluster = new Cluster(NODE);
    CompiledCluster compiled = new CompiledCluster(NODE);
    for (Step step : shape.steps().apply(PolicyShapesTest::addresses)) {
      for (Change change : changes(cluster, step)) {
        change.to(cluster);
        compiled.take(change);
      }
      compiled.settle();
      compare(shape, step, (packet, f) -> compiled.judge(packet, false).allowed());
    }
  }

  @Test
  void yamlSaysWhatTheShapeSays() {
    Shape shape =
        PolicyShapes.all().stream()
            .filter(s -> s.name().equals("everything-but-an-address"))
            .findFirst()
            .orElseThrow();
    Step step = shape.steps().apply(PolicyShapesTest::addresses).getFirst();
    assertThat(step.yaml())
        .containsExactly(
            """
            apiVersion: "networking.k8s.io/v1"
            kind: "NetworkPolicy"
            metadata:
              name: "to"
              namespace: "x"
            spec:
              podSelector:
                matchLabels:
                  pod: "a"
              policyTypes:
                - "Egress"
              egress:
                - to:
                    - ipBlock:
                        cidr: "0.0.0.0/0"
                        except:
                          - "10.0.0.5/32"
                    - ipBlock:
                        cidr: "::/0"
                        except:
                          - "fd00::5/128"
            """);
  }

  private static List<IpAddress> addresses(ObjectName pod) {
    int number = PolicyShapes.pods().indexOf(pod) + 1;
    return List.of(
        IpAddress.parse("10.0.0." + number).orElseThrow(),
        IpAddress.parse("fd00::" + number).orElseThrow());
  }

  /** Everything again, whether it changed or not, and what is gone. */
  private static List<Change> changes(Cluster cluster, Step step) {
    List<Change> changes = new ArrayList<>();
    for (String namespace : PolicyShapes.NAMESPACES) {
      Map<String, String> labels = new HashMap<>(PolicyShapes.namespaceLabels(namespace));
      labels.putAll(step.namespaceLabels().getOrDefault(namespace, Map.of()));
      changes.add(
          new Change.NamespaceIs(new NamespaceFacts(namespace, labels, true, false, false)));
    }
    for (ObjectName pod : PolicyShapes.pods()) {
      Map<String, String> labels = new HashMap<>(PolicyShapes.podLabels(pod));
      labels.putAll(step.podLabels().getOrDefault(pod, Map.of()));
      changes.add(
          new Change.PodIs(
              new PodFacts(
                  pod, "uid", NODE, 1, false, addresses(pod), labels, PolicyShapes.ports(), true)));
    }
    cluster.policies.keySet().forEach(name -> changes.add(new Change.PolicyGone(name)));
    step.policies().forEach(policy -> changes.add(new Change.PolicyIs(policy)));
    return changes;
  }

  /** Both ends must allow; a pod's way to itself is not asked about. */
  private static void compare(Shape shape, Step step, BiFunction<Packet, Family, Boolean> allowed) {
    Set<String> wrong = new LinkedHashSet<>();
    for (ObjectName from : PolicyShapes.pods()) {
      for (ObjectName to : PolicyShapes.pods()) {
        for (Protocol protocol : Protocol.values()) {
          for (int port : PolicyShapes.PORTS) {
            for (int family = 0; family < 2 && !from.equals(to); family++) {
              Family f = Family.values()[family];
              Packet out =
                  packet(from, Direction.EGRESS, addresses(to).get(family), protocol, port);
              Packet in =
                  packet(to, Direction.INGRESS, addresses(from).get(family), protocol, port);
              boolean found = allowed.apply(out, f) && allowed.apply(in, f);
              if (found != step.reach().allows(from, to, protocol, port)) {
                wrong.add("%s > %s %d/%s %s: %s".formatted(from, to, port, protocol, f, found));
              }
            }
          }
        }
      }
    }
    assertThat(wrong).as("%s: %s", shape, step.reach()).isEmpty();
  }

  private static Packet packet(
      ObjectName pod, Direction direction, IpAddress remote, Protocol protocol, int port) {
    return new Packet(pod, direction, remote, protocol.number(), port, false);
  }
}
