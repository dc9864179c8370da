package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.PolicyFlags;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.Fragment;
import io.weir.bpf.abi.FragmentKey;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.values.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PolicyDumpTest {
  private static final RuleBits NONE = new RuleBits(0, 0, 0, 0);

  @Test
  void endpointsPeersAndPrefixesAreShownInWords() {
    assertThat(
            PolicyDump.endpoint(
                7,
                new Endpoint(
                    ip("10.1.0.5"),
                    AbiAddress.NONE,
                    12,
                    0xabc,
                    0,
                    0xabc,
                    1,
                    3,
                    1,
                    0x0a0b0c0d0e0fL,
                    12)))
        .hasToString(
            "{ifindex=7, ipv4=10.1.0.5, ipv6=-, mac=0a:0b:0c:0d:0e:0f, ingressSet=00000abc,"
                + " egressSet=none, auditIngressSet=00000abc, auditEgressSet=closed, epoch=3,"
                + " enforcedSinceMonotonicNs=12, flags=[check-source]}");
    assertThat(
            PolicyDump.peer(
                ip("fd00::7"), PeerParts.of(ip("fd00::7"), 0x1f, 0, PolicyFlags.PEER_POD)))
        .hasToString("{address=fd00::7, podPart=0000001f, namespacePart=-, flags=[pod]}");
    assertThat(PolicyDump.prefix(new PrefixKey(32 + 96 + 8, ip("10.0.0.0")), new PrefixPart(9, 1)))
        .hasToString("{prefix=10.0.0.0/8, part=00000009, flags=[pod-range]}");
  }

  @Test
  void rulesAreNumberedOverTheWholeSetAndASummaryTellsChunks() {
    RuleBits bits = new RuleBits(1, 0, 0, 1L << 63);
    RuleSet set = new RuleSet(bits, NONE, NONE, bits, NONE, 40, 1, 2, 300);

    assertThat(PolicyDump.set(new RuleSetKey(0xfff, 1), set))
        .hasToString(
            "{set=00000fff, chunk=1, rules=300, adminRules=2, counters=40, anyPeer=[256, 511],"
                + " anyPod=[], unknownPod=[], accept=[256, 511], deny=[], flags=[isolated]}");
    assertThat(PolicyDump.set(new RuleSetKey(0xfff, 0xff), set))
        .containsEntry("chunk", "summary")
        .containsEntry("anyPeer", java.util.List.of(0, 255));
    assertThat(PolicyDump.peerRow(new PeerRowKey(0xfff, 5, 0, PolicyFlags.PART_NAMESPACE), bits))
        .hasToString("{set=00000fff, chunk=0, kind=namespace, part=00000005, rules=[0, 255]}");
  }

  @Test
  void portsAreShownAsTheRangeTheyCover() {
    assertThat(ports(40, 0, 0)).isEqualTo("any");
    assertThat(ports(48, 17, 0)).isEqualTo("UDP");
    assertThat(ports(64, 6, 80)).isEqualTo("TCP 80");
    assertThat(ports(60, 6, 8080)).isEqualTo("TCP 8080-8095");
    assertThat(ports(49, 132, 32768)).isEqualTo("SCTP 32768-65535");
  }

  private static Object ports(int length, int protocol, int port) {
    return PolicyDump.portRow(new PortRowKey(length, 2, 0, protocol, port), NONE).get("ports");
  }

  @Test
  void flowsNameTheirEndsAndWhatIsRememberedOfThem() {
    FlowKey key = new FlowKey(ip("10.1.0.5"), ip("10.1.0.6"), 40000, 5432, 7, 6);
    Flow flow = new Flow(1, 2, 3, 300, 4, 400, 0xabc, 5, 6, 41, 0, 2 | 256);

    assertThat(PolicyDump.flow(key, flow))
        .hasToString(
            "{ifindex=7, protocol=TCP, local=10.1.0.5:40000, remote=10.1.0.6:5432,"
                + " flags=[answered, 0x100], packets=3, bytes=300, replyPackets=4, replyBytes=400,"
                + " set=00000abc, rule=0, endpointEpoch=5, nodeEpoch=6, lastSeenMonotonicNs=2}");
    assertThat(
            PolicyDump.fragment(
                new FragmentKey(ip("10.1.0.5"), ip("10.1.0.6"), 99, 7, 17, 1),
                new Fragment(12, 40000, 53, 17)))
        .hasToString(
            "{ifindex=7, protocol=UDP, source=10.1.0.5:40000, destination=10.1.0.6:53, id=99,"
                + " toPod=true, seenMonotonicNs=12}");
  }

  @Test
  void flagsOfFlowsAreThoseOfTheDataplane() throws IOException {
    String header = Files.readString(Path.of("../dataplane-bpf/src/main/bpf/weir/flow_abi.h"));
    Matcher flag = Pattern.compile("\\bFLOW_(\\w+) = (\\d+)").matcher(header);
    int seen = 0;
    for (; flag.find(); seen++) {
      assertThat(PolicyMapText.flowFlags(Integer.parseInt(flag.group(2))))
          .containsExactly(flag.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    assertThat(seen).isGreaterThan(5);
  }

  private static Address ip(String text) {
    return AbiAddress.of(IpAddress.parse(text).orElseThrow());
  }
}
