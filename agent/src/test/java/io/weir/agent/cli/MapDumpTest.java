package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.Flags;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Pod;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
import io.weir.values.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapDumpTest {
  private static final Frontend TARGET =
      new Frontend(
          -1,
          8,
          3,
          2,
          1,
          10800,
          0,
          Flags.FRONTEND_EXTERNAL_LOCAL | 64,
          Flags.FRONTEND_CLUSTER_IP,
          0,
          0);

  @Test
  void entriesAreShownInWordsWithUnknownBitsAsNumbers() {
    assertThat(
            MapDump.table(
                List.of(MapDump.frontend(new FrontendKey(ip("fd00::1"), 80, 17), TARGET))))
        .isEqualTo(
            """
            ADDRESS       PROTOCOL  KIND       SERVICE ID  SLOT BASE  CLUSTER COUNT  LOCAL OFFSET\
              LOCAL COUNT  AFFINITY SECONDS  SOURCE RANGES  FLAGS
            [fd00::1]:80  UDP       ClusterIP  4294967295  8          3              2           \
              1            10800             0              external-local,0x40
            """);
  }

  @Test
  void everyMapNamesItsColumns() {
    assertThat(MapDump.nodePort(new NodePortKey(30080, 6, 4), TARGET))
        .containsEntry("family", 4)
        .containsEntry("port", 30080)
        .containsEntry("protocol", "TCP")
        .containsEntry("kind", "ClusterIP");
    assertThat(MapDump.slot(7, new Slot(ip("10.1.0.5"), 8080, Flags.SLOT_LOCAL, 0)))
        .hasToString("{index=7, backend=10.1.0.5:8080, flags=[local]}");
    assertThat(MapDump.member(new MemberKey(ip("10.1.0.5"), 9, 53), new Member(5)))
        .hasToString("{serviceId=9, backend=10.1.0.5:53, sets=[cluster, serving]}");
    assertThat(MapDump.pod(4711L, new Pod(ip("10.1.0.5"), AbiAddress.NONE, 1)))
        .hasToString("{cgroup=4711, ipv4=10.1.0.5, ipv6=-, flags=[no-socket-lb]}");
    assertThat(MapDump.sourceRange(new SourceRangeKey(32 + 96 + 24, 3, ip("198.51.100.0"))))
        .hasToString("{set=3, range=198.51.100.0/24}");
    assertThat(MapDump.sourceRange(new SourceRangeKey(32 + 32, 3, ip("2001:db8::"))))
        .hasToString("{set=3, range=2001:db8::/32}");
  }

  @Test
  void aClientAtTheSocketIsItsNetworkNamespace() {
    Affinity sticks = new Affinity(new Slot(ip("10.1.0.5"), 80, 0, 0), 12);

    assertThat(MapDump.affinity(new AffinityKey(new Address(-1, 4097), 2), sticks))
        .hasToString(
            "{serviceId=2, client=netns:4097, backend=10.1.0.5:80, lastUsedMonotonicNs=12}");
    assertThat(MapDump.affinity(new AffinityKey(ip("10.9.9.9"), 2), sticks))
        .containsEntry("client", "10.9.9.9");
  }

  private static Address ip(String text) {
    return AbiAddress.of(IpAddress.parse(text).orElseThrow());
  }
}
