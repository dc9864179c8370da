package io.weir.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import io.weir.values.Fault;
import io.weir.values.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** policy.md 1.2: what is absent, empty and wrong in a NetworkPolicy. */
class NetworkPolicyReaderTest {
  private static final SelectorFacts ALL = new SelectorFacts(Map.of(), List.of());
  private static final SelectorFacts WEB = new SelectorFacts(Map.of("app", "web"), List.of());
  private static final SelectorFacts UNREADABLE =
      new SelectorFacts(
          Map.of("app", "web"), List.of(new SelectorFacts.Requirement("x", "Like", List.of("a"))));

  private static Reading<Policy> read(
      Optional<SelectorFacts> subject, List<String> types, List<Rule> in, List<Rule> out) {
    return NetworkPolicyReader.read(
        new NetworkPolicyFacts(
            PolicyName.networkPolicy("shop", "db"), "uid", subject, types, in, out, false));
  }

  private static Policy policy(List<String> types, List<Rule> in, List<Rule> out) {
    return read(Optional.empty(), types, in, out).value().orElseThrow();
  }

  private static Rule from(Peer... peers) {
    return new Rule(List.of(peers), List.of());
  }

  private static Rule to(Port... ports) {
    return new Rule(List.of(), List.of(ports));
  }

  private static Peer pods(SelectorFacts pods) {
    return new Peer(Optional.of(pods), Optional.empty(), Optional.empty());
  }

  private static Peer block(String cidr, String... except) {
    return new Peer(
        Optional.empty(), Optional.empty(), Optional.of(new IpBlock(cidr, List.of(except))));
  }

  private static List<String> fields(Reading<Policy> reading) {
    return reading.faults().stream().map(Fault::field).toList();
  }

  @ParameterizedTest(name = "types={0} ingress rules={1} egress rules={2}")
  @CsvSource({
    "'', 0, 0, true, false",
    "'', 1, 0, true, false",
    "'', 0, 1, true, true",
    "Ingress, 0, 1, true, false",
    "Egress, 1, 0, false, true",
    "Ingress Egress, 0, 0, true, true",
    "ingress, 0, 0, true, true",
    "Ingress Both, 0, 0, true, true",
  })
  void typesSayWhichDirectionsAreIsolated(
      String types, int in, int out, boolean ingress, boolean egress) {
    List<String> listed = types.isEmpty() ? List.of() : List.of(types.split(" "));
    Policy policy =
        policy(listed, List.of(from(), from()).subList(0, in), List.of(to(), to()).subList(0, out));
    assertThat(policy.isolatesIngress()).isEqualTo(ingress);
    assertThat(policy.isolatesEgress()).isEqualTo(egress);
    assertThat(policy.ingress()).hasSize(ingress ? in : 0);
    assertThat(policy.egress()).hasSize(egress ? out : 0);
  }

  @Test
  void anEmptyRuleIsForEverybodyAndEveryPort() {
    var rule = policy(List.of(), List.of(from()), List.of()).ingress().getFirst();
    assertThat(rule.anyPeer()).isTrue();
    assertThat(rule.anyPort()).isTrue();
  }

  @Test
  void peersMeanTheNamespacesTheySay() {
    Peer all = new Peer(Optional.empty(), Optional.of(ALL), Optional.empty());
    Peer both = new Peer(Optional.of(WEB), Optional.of(WEB), Optional.empty());
    var peers = policy(List.of(), List.of(from(pods(ALL), all, both)), List.of()).ingress();
    assertThat(peers.getFirst().peers())
        .containsExactly(World.of("shop", ""), World.in("", ""), World.in("app=web", "app=web"));
    assertThat(peers.getFirst().anyPeer()).isFalse();
  }

  @ParameterizedTest(name = "{0} except {1}")
  @CsvSource({
    "10.0.0.0/8, '', true, ''",
    "10.1.2.3/8, '', true, .cidr",
    "010.0.0.0/8, '', true, ''",
    "::ffff:10.0.0.0/104, '', true, ''",
    "fd00::/8, fd00:1::/32, true, ''",
    "10.0.0.0/8, 10.1.0.0/16, true, ''",
    "10.0.0.0/8, 10.1.2.3/16, true, .except[0]",
    "10.0.0.0/33, '', false, .cidr",
    "10.0.0.0, '', false, .cidr",
    "'', '', false, .cidr",
    "10.0.0.0/8, 11.0.0.0/16, false, .except[0]",
    "10.0.0.0/8, 10.0.0.0/8, false, .except[0]",
    "10.0.0.0/8, 0.0.0.0/0, false, .except[0]",
    "10.0.0.0/8, fd00::/16, false, .except[0]",
    "10.0.0.0/8, x, false, .except[0]",
  })
  void aBlockThatIsNotClearIsNotAccepted(
      String cidr, String except, boolean accepted, String fault) {
    Peer peer = except.isEmpty() ? block(cidr) : block(cidr, except);
    Reading<Policy> reading =
        read(Optional.empty(), List.of(), List.of(from(peer, pods(WEB))), List.of());
    var rule = reading.value().orElseThrow().ingress().getFirst();
    assertThat(rule.peers()).hasSize(accepted ? 2 : 1).contains(World.of("shop", "app=web"));
    assertThat(rule.anyPeer()).isFalse();
    String at = "spec.ingress[0].from[0].ipBlock" + fault;
    assertThat(fields(reading)).isEqualTo(fault.isEmpty() ? List.of() : List.of(at));
  }

  @Test
  void aPeerThatSaysNothingOrTooMuchMatchesNobody() {
    Peer nothing = new Peer(Optional.empty(), Optional.empty(), Optional.empty());
    Peer both = new Peer(Optional.of(ALL), Optional.empty(), block("10.0.0.0/8").ipBlock());
    Reading<Policy> reading =
        read(Optional.empty(), List.of(), List.of(from(nothing, both)), List.of());
    var rule = reading.value().orElseThrow().ingress().getFirst();
    assertThat(rule.anyPeer()).isFalse();
    assertThat(rule.peers()).isEmpty();
    assertThat(fields(reading))
        .containsExactly("spec.ingress[0].from[0]", "spec.ingress[0].from[1]");
  }

  @ParameterizedTest(name = "{0} {1} numeric={2} endPort={3}")
  @CsvSource({
    "'', '', false, , 'Every[protocol=TCP]', ''",
    "UDP, '', false, , 'Every[protocol=UDP]', ''",
    "'', 80, true, , 'Range[protocol=TCP, from=80, to=80]', ''",
    "SCTP, 80, true, 90, 'Range[protocol=SCTP, from=80, to=90]', ''",
    "TCP, 80, true, 80, 'Range[protocol=TCP, from=80, to=80]', ''",
    "TCP, web, false, , 'Named[protocol=Optional[TCP], name=web]', ''",
    "TCP, 80, true, 79, '', .endPort",
    "TCP, 80, true, 65536, '', .endPort",
    "TCP, 0, true, , '', .port",
    "TCP, 65536, true, , '', .port",
    "TCP, -1, true, , '', .port",
    "TCP, 99999999999, true, , '', .port",
    "TCP, web, false, 90, '', .endPort",
    "TCP, '', false, 90, '', .endPort",
    "TCP, Web, false, , '', .port",
    "TCP, 80, false, , '', .port",
    "TCP, sixteen-letters-, false, , '', .port",
    "tcp, 80, true, , '', .protocol",
    "ICMP, '', false, , '', .protocol",
  })
  void aPortThatIsNotClearIsNotAccepted(
      String protocol, String port, boolean numeric, Integer end, String expected, String fault) {
    Port facts = new Port(protocol, port, numeric, Optional.ofNullable(end));
    Reading<Policy> reading =
        read(Optional.empty(), List.of("Egress"), List.of(), List.of(to(facts)));
    var rule = reading.value().orElseThrow().egress().getFirst();
    assertThat(rule.anyPort()).isFalse();
    assertThat(rule.ports().stream().map(Object::toString).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    assertThat(fields(reading))
        .isEqualTo(fault.isEmpty() ? List.of() : List.of("spec.egress[0].ports[0]" + fault));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "app, Like, a, .operator",
    "app, in, a, .operator",
    "app, In, '', .values",
    "app, NotIn, '', .values",
    "app, Exists, a, .values",
    "app, DoesNotExist, a, .values",
    "'', Exists, '', .key",
    "a b, Exists, '', .key",
    "-a, Exists, '', .key",
    "a/b/c, Exists, '', .key",
    "/b, Exists, '', .key",
    "UPPER/b, Exists, '', .key",
  })
  void aSelectorThatCannotBeReadSelectsNoPeerButIsolatesItsSubject(
      String key, String operator, String value, String fault) {
    SelectorFacts selector =
        new SelectorFacts(
            Map.of("app", "web"),
            List.of(
                new SelectorFacts.Requirement(
                    key, operator, value.isEmpty() ? List.of() : List.of(value))));
    Reading<Policy> peer =
        read(Optional.empty(), List.of(), List.of(from(pods(selector))), List.of());
    assertThat(peer.value().orElseThrow().ingress().getFirst().peers()).isEmpty();
    assertThat(fields(peer))
        .containsExactly("spec.ingress[0].from[0].podSelector.matchExpressions[0]" + fault);

    Reading<Policy> subject = read(Optional.of(selector), List.of(), List.of(from()), List.of());
    Policy policy = subject.value().orElseThrow();
    assertThat(policy.subject()).isEqualTo(World.of("shop", "app=web"));
    assertThat(policy.isolatesIngress()).isTrue();
    assertThat(policy.ingress()).isEmpty();
    assertThat(fields(subject)).containsExactly("spec.podSelector.matchExpressions[0]" + fault);
  }

  @Test
  void selectorsThatSayTheSameAreTheSame() {
    SelectorFacts one =
        new SelectorFacts(
            Map.of("b", "1"), List.of(new SelectorFacts.Requirement("a", "In", List.of("1"))));
    SelectorFacts other = new SelectorFacts(Map.of("a", "1", "b", "1"), List.of());
    var rules = policy(List.of(), List.of(from(pods(one)), from(pods(other))), List.of()).ingress();
    assertThat(rules.get(0).peers()).isEqualTo(rules.get(1).peers());
  }

  @Test
  void faultsNameTheObjectAndAreFew() {
    Rule[] rules = new Rule[50];
    Arrays.fill(rules, from(pods(UNREADABLE)));
    Reading<Policy> reading = read(Optional.empty(), List.of(), List.of(rules), List.of());
    assertThat(reading.faults()).hasSize(Fault.MOST_PER_OBJECT);
    assertThat(reading.faults().getFirst().object()).isEqualTo("NetworkPolicy shop/db");
    assertThat(reading.faults().getFirst().reason()).isEqualTo("value=Like: unknown operator");
  }
}
