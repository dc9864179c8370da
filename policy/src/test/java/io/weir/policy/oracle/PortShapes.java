package io.weir.policy.oracle;

import static io.weir.policy.oracle.DraftPolicy.EVERYTHING;
import static io.weir.policy.oracle.DraftPolicy.about;
import static io.weir.policy.oracle.DraftPolicy.egress;
import static io.weir.policy.oracle.DraftPolicy.every;
import static io.weir.policy.oracle.DraftPolicy.ingress;
import static io.weir.policy.oracle.DraftPolicy.label;
import static io.weir.policy.oracle.DraftPolicy.named;
import static io.weir.policy.oracle.DraftPolicy.namespaces;
import static io.weir.policy.oracle.DraftPolicy.peers;
import static io.weir.policy.oracle.DraftPolicy.pods;
import static io.weir.policy.oracle.DraftPolicy.policy;
import static io.weir.policy.oracle.DraftPolicy.port;
import static io.weir.policy.oracle.DraftPolicy.ports;
import static io.weir.policy.oracle.DraftPolicy.rule;
import static io.weir.values.Protocol.SCTP;
import static io.weir.values.Protocol.TCP;
import static io.weir.values.Protocol.UDP;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.values.Protocol;
import java.util.List;
import java.util.stream.Stream;

/** Shapes of ports: numbers, ranges, names, and protocols that are not each other. */
final class PortShapes {
  private static final Peer Y = namespaces(label("ns", "y"));

  private PortShapes() {}

  static List<Shape> all() {
    return Stream.concat(
            Stream.of(Protocol.values()).flatMap(p -> numbered(p).stream()), mixed().stream())
        .toList();
  }

  private static List<Shape> numbered(Protocol protocol) {
    String suffix = "-" + protocol.name().toLowerCase();
    return List.of(
        Shape.of(
            "ingress-on-one-port" + suffix,
            "deny * > x/a\n allow y/* > x/a on 81/" + protocol,
            about("a", ingress("x", "port", rule(Y, port(protocol, 81))))),
        Shape.of(
            "every-port-of-one-protocol" + suffix,
            "deny * > x/a\n allow * > x/a on 80/%s, 81/%s".formatted(protocol, protocol),
            about("a", ingress("x", "port", ports(every(protocol))))),
        Shape.of(
            "named-port-of-the-selected-pod" + suffix,
            "deny * > x/a\n allow * > x/a on 81/" + protocol,
            about("a", ingress("x", "port", ports(named(protocol, "serve-81" + suffix))))),
        Shape.of(
            "named-port-of-the-destination" + suffix,
            "deny x/a > *\n allow x/a > * on 80/" + protocol,
            about("a", egress("x", "port", ports(named(protocol, "serve-80" + suffix))))));
  }

  private static List<Shape> mixed() {
    NetworkPolicyFacts y81 = about("a", ingress("x", "one", rule(Y, port(TCP, 81))));
    return List.of(
        Shape.of(
            "stacked-ports",
            "deny * > x/a\n allow y/* > x/a on 80/TCP, 81/TCP",
            y81,
            about("a", ingress("x", "two", rule(Y, port(TCP, 80))))),
        Shape.of("all-over-one-port", "", y81, about("a", ingress("x", "all", DraftPolicy.all()))),
        Shape.of(
            "egress-all-over-one-port",
            "",
            about("a", egress("x", "one", ports(port(TCP, 80)))),
            about("a", egress("x", "all", DraftPolicy.all()))),
        Shape.of(
            "named-port-from-a-namespace",
            "deny * > x/a\n allow y/* > x/a on 80/TCP",
            about("a", ingress("x", "port", rule(Y, named(TCP, "serve-80-tcp"))))),
        Shape.of(
            "named-port-to-a-namespace",
            "deny x/a > *\n allow x/a > y/* on 81/TCP",
            about("a", egress("x", "port", rule(Y, named(TCP, "serve-81-tcp"))))),
        Shape.of(
            "name-of-another-protocol-is-nothing",
            "deny * > x/a",
            about("a", ingress("x", "port", ports(named(UDP, "serve-80-tcp"))))),
        Shape.of(
            "name-that-nobody-has-is-nothing",
            "deny * > x/a",
            about("a", ingress("x", "port", ports(named(TCP, "nobody"))))),
        Shape.of(
            "endPort",
            "deny * > x/a\n allow * > x/a on 80/TCP, 81/TCP",
            about("a", ingress("x", "range", ports(ports(TCP, 70, 81))))),
        Shape.of(
            "endPort-ends-before",
            "deny * > x/a\n allow * > x/a on 80/UDP",
            about("a", ingress("x", "range", ports(ports(UDP, 1, 80))))),
        Shape.of(
            "two-ports-are-OR",
            "deny * > x/a\n allow * > x/a on 80/TCP, 81/UDP",
            about("a", ingress("x", "ports", ports(port(TCP, 80), port(UDP, 81))))),
        Shape.of(
            "peers-AND-ports-of-one-rule",
            "deny * > x/a\n allow x/b > x/a on 80/TCP\n allow y/* > x/a on 81/TCP",
            about(
                "a",
                ingress(
                    "x",
                    "rules",
                    rule(pods(label("pod", "b")), port(TCP, 80)),
                    rule(Y, port(TCP, 81))))),
        Shape.of(
            "sctp-is-not-tcp",
            "deny * > x/*\n allow * > x/* on 80/SCTP",
            ingress("x", "sctp", ports(port(SCTP, 80)))),
        Shape.of(
            "udp-is-not-tcp",
            "deny * > x/*\n allow * > x/* on 80/UDP",
            ingress("x", "udp", ports(port(UDP, 80)))),
        Shape.of(
            "ingress-and-egress-in-one-object",
            "deny * > x/a\n allow x/b > x/a\n deny x/a > *\n allow x/a > * on 80/TCP",
            about(
                "a",
                policy(
                    "x",
                    "both",
                    EVERYTHING,
                    List.of("Ingress", "Egress"),
                    List.of(peers(pods(label("pod", "b")))),
                    List.of(ports(port(TCP, 80)))))));
  }
}
