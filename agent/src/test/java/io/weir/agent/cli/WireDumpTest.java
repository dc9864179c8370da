package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.ServiceRanges;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WireDumpTest {
  private static final Path HEADER = Path.of("../dataplane-bpf/src/main/bpf/weir/wire_abi.h");

  private static Address ip(String text) {
    return AbiAddress.of(IpAddress.parse(text).orElseThrow());
  }

  @Test
  void addressesAndRangesAreShownInWords() {
    assertThat(WireDump.address(ip("10.96.0.1"), new ServiceAddress(4 | 32)))
        .hasToString("{address=10.96.0.1, flags=[cluster-ip, 0x20]}");
    assertThat(WireDump.address(ip("fd00::1"), new ServiceAddress(1 | 2 | 8)))
        .hasToString("{address=fd00::1, flags=[node, peer, external]}");
    assertThat(WireDump.range(range("10.96.0.0/12"))).hasToString("{range=10.96.0.0/12}");
    assertThat(WireDump.range(range("fd00:96::/112"))).hasToString("{range=fd00:96::/112}");
  }

  private static io.weir.bpf.abi.ServiceRange range(String prefix) {
    return ServiceRanges.of(IpPrefix.parse(prefix).orElseThrow());
  }

  @Test
  void nodesAndPodsAreShownWithTheirMacs() {
    assertThat(WireDump.pod(ip("10.1.0.5"), LocalPod.of(ip("10.1.0.5"), 7, 0x0a0b0c0d0e0fL, 1)))
        .hasToString(
            "{address=10.1.0.5, ifindex=7, mac=0a:0b:0c:0d:0e:0f, hostMac=00:00:00:00:00:01}");
    assertThat(WireDump.node(0xabc, new WireNode(ip("10.0.0.2"), AbiAddress.NONE)))
        .hasToString("{node=00000abc, ipv4=10.0.0.2, ipv6=-}");
    assertThat(WireDump.peer(ip("10.0.0.2"), 0xabc))
        .hasToString("{address=10.0.0.2, node=00000abc}");
    assertThat(WireDump.nextHop(0xabc, new NextHop(2, 0x10, 0x20)))
        .hasToString(
            "{node=00000abc, ifindex=2, sourceMac=00:00:00:00:00:10,"
                + " destinationMac=00:00:00:00:00:20}");
    assertThat(WireDump.neighbour(new MacKey(0x20), 0xabc))
        .hasToString("{mac=00:00:00:00:00:20, node=00000abc}");
    assertThat(WireDump.control(new WireControl(ip("10.0.0.1"), AbiAddress.NONE, -1)))
        .hasToString("{nodeIpv4=10.0.0.1, nodeIpv6=-, backends=4294967295}");
  }

  @Test
  void translationsShowBothTuplesAndTheWay() {
    assertThat(
            WireDump.translation(
                new Tuple(ip("198.51.100.7"), ip("192.168.0.1"), 40000, 30080, 6),
                new Translation(
                    ip("198.51.100.7"),
                    ip("10.1.0.5"),
                    40000,
                    8080,
                    9,
                    1,
                    2,
                    3,
                    4,
                    0,
                    7,
                    0,
                    1,
                    2 | 64)))
        .hasToString(
            "{protocol=TCP, source=198.51.100.7:40000, destination=192.168.0.1:30080,"
                + " newSource=198.51.100.7:40000, newDestination=10.1.0.5:8080, path=pod, node=-,"
                + " ifindex=7, serviceId=9, flags=[answered, external], packets=3, bytes=4,"
                + " lastSeenMonotonicNs=2}");
  }

  @Test
  void namesAreThoseOfTheDataplane() throws IOException {
    Map<Integer, String> flags = enumeration("TRANSLATION", "translation_flags");
    assertThat(flags).hasSizeGreaterThan(5);
    flags.forEach((bit, name) ->
        assertThat(WireDump.translationFlags(bit)).containsExactly(name.replace('_', '-')));
    assertThat(counted("wire_counter", "counters")).isEqualTo(WireDump.COUNTERS);
  }

  /** By their number, without the last, which is how many there are. */
  private static List<String> counted(String enumeration, String count) throws IOException {
    Map<Integer, String> names = enumeration("WIRE", enumeration);
    assertThat(names.remove(names.size() - 1)).isEqualTo(count);
    return List.copyOf(names.values());
  }

  private static Map<Integer, String> enumeration(String prefix, String name) throws IOException {
    String header = Files.readString(HEADER);
    int begin = header.indexOf("enum " + name + " {");
    Matcher each =
        Pattern.compile("\\b" + prefix + "_(\\w+)\\s*=\\s*(\\d+)")
            .matcher(header.substring(begin, header.indexOf("};", begin)));
    Map<Integer, String> names = new TreeMap<>();
    while (each.find()) {
      names.put(Integer.parseInt(each.group(2)), each.group(1).toLowerCase(Locale.ROOT));
    }
    return names;
  }
}
