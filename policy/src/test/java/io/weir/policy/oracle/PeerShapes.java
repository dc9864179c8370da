package io.weir.policy.oracle;

import static io.weir.policy.oracle.DraftPolicy.EVERYTHING;
import static io.weir.policy.oracle.DraftPolicy.about;
import static io.weir.policy.oracle.DraftPolicy.block;
import static io.weir.policy.oracle.DraftPolicy.both;
import static io.weir.policy.oracle.DraftPolicy.egress;
import static io.weir.policy.oracle.DraftPolicy.expression;
import static io.weir.policy.oracle.DraftPolicy.ingress;
import static io.weir.policy.oracle.DraftPolicy.label;
import static io.weir.policy.oracle.DraftPolicy.namespaces;
import static io.weir.policy.oracle.DraftPolicy.peers;
import static io.weir.policy.oracle.DraftPolicy.pods;
import static io.weir.policy.oracle.DraftPolicy.policy;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.SelectorFacts;
import io.weir.policy.oracle.Shape.Step;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Shapes of whole policies, of selectors and of address blocks. */
final class PeerShapes {
  private PeerShapes() {}

  static List<Shape> all() {
    return Stream.of(whole(), selected(), blocks()).flatMap(List::stream).toList();
  }

  private static List<Shape> whole() {
    NetworkPolicyFacts denyAll =
        policy("x", "deny-all", EVERYTHING, List.of("Ingress", "Egress"), List.of(), List.of());
    return List.of(
        Shape.of("default-deny-ingress", "deny * > x/*", ingress("x", "deny")),
        Shape.of("default-deny-egress", "deny x/* > *", egress("x", "deny")),
        Shape.of("default-deny-all", "deny * > x/*\n deny x/* > *", denyAll),
        Shape.of(
            "types-absent-with-egress-rules",
            "deny * > x/a\n deny x/a > *\n allow x/a > y/*",
            about(
                "a",
                policy(
                    "x",
                    "untyped",
                    EVERYTHING,
                    List.of(),
                    List.of(),
                    List.of(peers(namespaces(label("ns", "y"))))))),
        Shape.of(
            "rules-of-a-direction-that-is-not-in-policyTypes",
            "deny x/a > *",
            about(
                "a",
                policy(
                    "x",
                    "egress-only",
                    EVERYTHING,
                    List.of("Egress"),
                    List.of(peers(pods(label("pod", "nobody")))),
                    List.of()))),
        Shape.of("allow-all-ingress", "", ingress("x", "allow", DraftPolicy.all())),
        Shape.of("allow-all-egress", "", egress("x", "allow", DraftPolicy.all())),
        Shape.of(
            "allow-all-over-default-deny",
            "deny * > x/b, x/c",
            ingress("x", "deny"),
            about("a", ingress("x", "allow", DraftPolicy.all()))),
        Shape.of("deny-egress-of-one-pod", "deny x/a > *", about("a", egress("x", "deny"))),
        Shape.of(
            "client-denied-though-server-allows",
            "deny x/a > *",
            about("a", egress("x", "deny")),
            ingress("y", "allow", DraftPolicy.all())),
        Shape.of(
            "directions-are-independent",
            "deny * > x/a\n deny x/b > *\n deny x/a > *\n allow x/a > x/b",
            about("a", ingress("x", "in-a")),
            about("a", egress("x", "out-a", peers(pods(label("pod", "b"))))),
            about("b", egress("x", "out-b"))));
  }

  /** One policy on x/a that lets these peers in. */
  private static Shape from(String name, String allowed, Peer... peers) {
    return Shape.of(
        name, "deny * > x/a\n" + allowed, about("a", ingress("x", "from", peers(peers))));
  }

  private static List<Shape> selected() {
    SelectorFacts b = label("pod", "b");
    SelectorFacts y = label("ns", "y");
    return List.of(
        from("pods-of-own-namespace-by-label", "allow x/b > x/a", pods(b)),
        from("all-pods-of-own-namespace", "allow x/* > x/a", pods(EVERYTHING)),
        from("pods-of-all-namespaces", "allow * > x/a", namespaces(EVERYTHING)),
        from("namespace-by-label", "allow y/* > x/a", namespaces(y)),
        from(
            "namespace-by-default-label",
            "allow y/* > x/a",
            namespaces(label("kubernetes.io/metadata.name", "y"))),
        from(
            "namespace-by-default-label-expression",
            "allow x/*, z/* > x/a",
            namespaces(expression("kubernetes.io/metadata.name", "NotIn", "y"))),
        from("pods-by-In", "allow x/b, x/c > x/a", pods(expression("pod", "In", "b", "c"))),
        from("pods-by-NotIn", "allow x/c, x/a > x/a", pods(expression("pod", "NotIn", "b"))),
        from("pods-by-Exists", "allow x/* > x/a", pods(expression("pod", "Exists"))),
        from("pods-by-DoesNotExist", "", pods(expression("pod", "DoesNotExist"))),
        from("NotIn-on-absent-key", "allow x/* > x/a", pods(expression("absent", "NotIn", "v"))),
        from("empty-value-needs-the-key", "", pods(label("absent", ""))),
        from(
            "namespaces-by-In",
            "allow y/*, z/* > x/a",
            namespaces(expression("ns", "In", "y", "z"))),
        from(
            "two-expressions-are-AND",
            "allow x/c > x/a",
            pods(
                DraftPolicy.all(
                    expression("pod", "In", "b", "c"), expression("pod", "NotIn", "b")))),
        from("two-peers-are-OR", "allow x/b, y/* > x/a", pods(b), namespaces(y)),
        from("one-peer-with-both-is-AND", "allow y/b > x/a", both(y, b)),
        from(
            "NotIn-namespaces-and-In-pods",
            "allow y/b, y/c, z/b, z/c > x/a",
            both(expression("ns", "NotIn", "x"), expression("pod", "In", "b", "c"))),
        from("any-of-two-pod-selectors", "allow x/b, x/c > x/a", pods(b), pods(label("pod", "c"))),
        from("all-namespaces-and-pods-by-label", "allow */b > x/a", both(EVERYTHING, b)),
        from("selector-of-nobody", "", pods(label("pod", "nobody"))),
        Shape.of(
            "egress-to-a-pod-of-another-namespace",
            "deny x/a > *\n allow x/a > y/b",
            about("a", egress("x", "to", peers(both(y, b))))),
        Shape.of(
            "egress-to-own-namespace",
            "deny x/* > y/*, z/*",
            egress("x", "to", peers(pods(EVERYTHING)))),
        Shape.of(
            "stacked-policies-are-a-union",
            "deny * > x/a\n allow y/*, x/b > x/a",
            about("a", ingress("x", "one", peers(namespaces(y)))),
            about("a", ingress("x", "two", peers(pods(b))))));
  }

  private static List<Shape> blocks() {
    ObjectName yb = new ObjectName("y", "b");
    return List.of(
        new Shape(
            "egress-to-an-address",
            at ->
                List.of(
                    toBlocks("deny x/a > *\n allow x/a > y/b", each(at, yb, a -> block(one(a)))))),
        new Shape(
            "ingress-from-an-address",
            at ->
                List.of(
                    Step.of(
                        "deny * > x/a\n allow y/b > x/a",
                        about(
                            "a", ingress("x", "from", peers(each(at, yb, a -> block(one(a))))))))),
        new Shape(
            "everything-but-an-address",
            at -> List.of(toBlocks("deny x/a > y/b", each(at, yb, a -> block(around(a), one(a)))))),
        new Shape(
            "excepted-address-allowed-by-another-peer",
            at ->
                List.of(
                    toBlocks("deny x/a > y/b", each(at, yb, a -> block(around(a), one(a)))),
                    toBlocks(
                        "",
                        Stream.of(
                                each(at, yb, a -> block(around(a), one(a))),
                                each(at, yb, a -> block(one(a))))
                            .flatMap(Stream::of)
                            .toArray(Peer[]::new)))),
        new Shape(
            "block-of-one-family-is-not-the-other",
            at -> List.of(toBlocks("", block("0.0.0.0/0"), block("::/0")))));
  }

  private static Step toBlocks(String reach, Peer... blocks) {
    return Step.of(reach, about("a", egress("x", "to", peers(blocks))));
  }

  private static Peer[] each(
      Function<ObjectName, List<IpAddress>> at, ObjectName pod, Function<IpAddress, Peer> peer) {
    List<Peer> peers = new ArrayList<>();
    at.apply(pod).forEach(address -> peers.add(peer.apply(address)));
    return peers.toArray(Peer[]::new);
  }

  private static String one(IpAddress address) {
    return address + (address.family() == Family.IPV4 ? "/32" : "/128");
  }

  /** A block so wide that every pod of the cluster is in it. */
  private static String around(IpAddress address) {
    return address.family() == Family.IPV4 ? "0.0.0.0/0" : "::/0";
  }
}
