package io.weir.policy.oracle;

import static io.weir.policy.oracle.DraftPolicy.about;
import static io.weir.policy.oracle.DraftPolicy.both;
import static io.weir.policy.oracle.DraftPolicy.ingress;
import static io.weir.policy.oracle.DraftPolicy.label;
import static io.weir.policy.oracle.DraftPolicy.namespaces;
import static io.weir.policy.oracle.DraftPolicy.peers;
import static io.weir.policy.oracle.DraftPolicy.pods;
import static io.weir.policy.oracle.DraftPolicy.port;
import static io.weir.policy.oracle.DraftPolicy.ports;
import static io.weir.values.Protocol.TCP;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.oracle.Shape.Step;
import io.weir.values.ObjectName;
import java.util.List;

/** Shapes that change while they are in force. */
final class LiveShapes {
  private static final ObjectName XB = new ObjectName("x", "b");

  private LiveShapes() {}

  static List<Shape> all() {
    NetworkPolicyFacts fromNew =
        about("a", ingress("x", "from", peers(namespaces(label("new", "yes")))));
    NetworkPolicyFacts fromNewPod =
        about("a", ingress("x", "from", peers(pods(label("new", "yes")))));
    NetworkPolicyFacts fromBoth =
        about("a", ingress("x", "from", peers(both(label("new", "yes"), label("pod", "b")))));
    NetworkPolicyFacts ofNewPod = about("new", "yes", ingress("x", "of"));
    return List.of(
        Shape.of(
            "updated-policy",
            Step.of("", ingress("x", "policy", DraftPolicy.all())),
            Step.of("deny * > x/*", ingress("x", "policy")),
            Step.of(
                "deny * > x/*\n allow * > x/* on 80/TCP",
                ingress("x", "policy", ports(port(TCP, 80))))),
        Shape.of(
            "updated-namespace",
            Step.of("deny * > x/a", fromNew),
            Step.of("deny * > x/a\n allow y/* > x/a", fromNew).withNamespace("y", "new", "yes"),
            Step.of("deny * > x/a", fromNew)),
        Shape.of(
            "updated-namespace-of-a-pod-and-namespace-peer",
            Step.of("deny * > x/a", fromBoth),
            Step.of("deny * > x/a\n allow z/b > x/a", fromBoth).withNamespace("z", "new", "yes"),
            Step.of("deny * > x/a", fromBoth)),
        Shape.of(
            "updated-pod",
            Step.of("deny * > x/a", fromNewPod),
            Step.of("deny * > x/a\n allow x/b > x/a", fromNewPod).withPod(XB, "new", "yes"),
            Step.of("deny * > x/a", fromNewPod)),
        Shape.of(
            "updated-target",
            Step.of("", ofNewPod),
            Step.of("deny * > x/b", ofNewPod).withPod(XB, "new", "yes"),
            Step.of("", ofNewPod)),
        Shape.of("deleted-policy", Step.of("deny * > x/*", ingress("x", "deny")), Step.of("")),
        Shape.of(
            "policy-in-another-namespace",
            Step.of("deny * > x/*", ingress("x", "deny")),
            Step.of("deny * > y/*", ingress("y", "deny"))));
  }
}
