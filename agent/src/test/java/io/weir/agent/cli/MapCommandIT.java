package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.Flags;
import io.weir.agent.compile.ServiceRanges;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.observe.Wire;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PinnedMaps;
import io.weir.bpf.sys.BpfFs;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code weir map} on real pinned maps that no agent holds. */
@Tag("kernel")
class MapCommandIT {
  private Path pins;

  @BeforeEach
  void pinMaps() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to make BPF maps");
    pins = Files.createTempDirectory("observe-pins");
    BpfFs.mount(pins);
    Path maps = new PinLayout(pins).maps();
    Files.createDirectories(maps);
    try (LoadedObject object =
            BpfObject.open(SocketPrograms.OBJECT)
                .pinMapsUnder(maps)
                .maxEntries("slots", 64)
                .load();
        LoadedObject policy =
            BpfObject.open(WorkloadPrograms.OBJECT)
                .pinMapsUnder(maps)
                .maxEntries("rule_counters", 64)
                .load();
        PinnedMaps pinned = PinnedMaps.open(maps, SocketPrograms.OBJECT)) {
      assertThat(object).isNotNull();
      fill(pinned);
      policy
          .map("prefixes", PrefixKey.class, PrefixPart.class)
          .put(new PrefixKey(32 + 96 + 16, AbiAddress.of(ip("10.7.0.0"))), new PrefixPart(5, 1));
    }
  }

  private static void fill(PinnedMaps pinned) {
    pinned
        .map("frontends", FrontendKey.class, Frontend.class)
        .put(
            new FrontendKey(AbiAddress.of(ip("10.96.0.10")), 53, 17),
            new Frontend(7, 3, 1, 0, 1, 0, 0, 0, Flags.FRONTEND_CLUSTER_IP, 0, 0));
    pinned
        .map("source_ranges", SourceRangeKey.class, Integer.class)
        .put(new SourceRangeKey(32 + 96 + 8, 1, AbiAddress.of(ip("10.0.0.0"))), 1);
    pinned
        .mappedArray("slots", Slot.class)
        .put(3, new Slot(AbiAddress.of(ip("10.1.0.5")), 5353, Flags.SLOT_LOCAL, 0));
  }

  private static void fillWire(LoadedObject wire) {
    wire.map("service_addresses", Address.class, ServiceAddress.class)
        .put(
            AbiAddress.of(ip("10.96.0.10")),
            new ServiceAddress(WireFlags.SERVICE_ADDRESS_CLUSTER_IP));
    wire.map("next_hops", Integer.class, NextHop.class)
        .put(0xabc, new NextHop(2, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L));
    wire.map("neighbour_nodes", MacKey.class, Integer.class)
        .put(new MacKey(0x02_00_00_00_00_02L), 0xabc);
    wire.mappedArray("service_ranges", ServiceRange.class)
        .put(0, ServiceRanges.of(IpPrefix.parse("10.96.0.0/12").orElseThrow()));
  }

  @AfterEach
  void unmount() throws Exception {
    if (pins != null) {
      new ProcessBuilder("umount", pins.toString()).inheritIO().start().waitFor();
      Files.delete(pins);
    }
  }

  @Test
  void lsCountsEntriesAndMemory() {
    Shell.Result result = weir("map", "ls", "-o", "json");

    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isEqualTo(Exit.FINE);
    JsonNode frontends = item(result.out(), "name", "frontends");
    assertThat(frontends.path("entries").asInt()).isEqualTo(1);
    assertThat(frontends.path("capacity").asInt()).isEqualTo(65536);
    assertThat(frontends.path("bytes").asLong()).isPositive();
    assertThat(item(result.out(), "name", "slots").path("entries").isNull()).isTrue();
    assertThat(weir("map", "ls").out()).contains("source_ranges", "LPM_TRIE");
  }

  @Test
  void dumpDecodesByTheObjectsOwnTypes() {
    assertThat(weir("map", "dump", "frontends").out())
        .contains("10.96.0.10:53  UDP       ClusterIP  7 ");
    assertThat(weir("map", "dump", "slots").out()).contains("3      10.1.0.5:5353  local");
    assertThat(weir("map", "dump", "source_ranges").out()).contains("10.0.0.0/8");
    assertThat(weir("map", "dump", "socket_counters").out()).contains("translated");
    assertThat(weir("map", "dump", "tcp_times").out()).isEqualTo("no entries\n");
    assertThat(weir("map", "dump", "control").out()).contains("OPTED OUT PODS");
    assertThat(weir("map", "dump", "members").out()).isEqualTo("no entries\n");
    assertThat(weir("map", "dump", "prefixes").out()).contains("10.7.0.0/16  00000005  pod-range");
    assertThat(weir("map", "dump", "drop_counters").out()).contains("to_pod        isolated");
    assertThat(weir("map", "dump", "workload_counters").out()).contains("flows_opened");
    assertThat(weir("map", "dump", "workload_control").out()).contains("NODE EPOCH");
  }

  @Test
  void mapsOfTheWireAreDecodedToo() {
    try (LoadedObject wire =
        BpfObject.open(WirePrograms.OBJECT)
            .pinMapsUnder(new PinLayout(pins).maps())
            .maxEntries("slots", 64)
            .maxEntries("rule_counters", 64)
            .load()) {
      fillWire(wire);
    }
    assertThat(weir("map", "dump", "service_addresses").out()).contains("10.96.0.10  cluster-ip");
    assertThat(weir("map", "dump", "service_ranges").out()).isEqualTo("RANGE\n10.96.0.0/12\n");
    assertThat(weir("map", "dump", "next_hops").out())
        .contains("00000abc  2        02:00:00:00:00:01  02:00:00:00:00:02");
    assertThat(weir("map", "dump", "neighbour_nodes").out())
        .contains("02:00:00:00:00:02  00000abc");
    assertThat(weir("map", "dump", "wire_control").out()).contains("BACKENDS");
    assertThat(weir("map", "dump", "path_counters").out()).contains("geneve");
    assertThat(weir("map", "dump", "wire_counters").out()).contains("flows_opened");
    assertThat(weir("map", "dump", "translations").out()).isEqualTo("no entries\n");
  }

  @Test
  void rawIsHexOfTheWholeEntry() {
    JsonNode entry =
        Wire.JSON
            .readTree(weir("map", "dump", "frontends", "--raw", "-o", "json").out())
            .path("items")
            .get(0);

    assertThat(entry.path("key").asString())
        .isEqualTo("00000000000000000000ffff0a60000a" + "0035" + "11" + "0000000000");
    assertThat(entry.path("value").asString()).hasSize(2 * 36);
  }

  @Test
  void whatLivesInSocketsCannotBeDumped() {
    Shell.Result result = weir("map", "dump", "connected_peers");

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("kept in each socket");
  }

  @Test
  void everyPinnedMapCanBeDumpedOrSaysWhyNot() {
    for (Map.Entry<String, Integer> each : exits().entrySet()) {
      assertThat(each.getValue()).as(each.getKey()).isIn(Exit.FINE, Exit.USAGE);
    }
  }

  private Map<String, Integer> exits() {
    Map<String, Integer> exits = new java.util.TreeMap<>();
    for (JsonNode map : Wire.JSON.readTree(weir("map", "ls", "-o", "json").out()).path("items")) {
      String name = map.path("name").asString();
      exits.put(name, weir("map", "dump", name).exit());
    }
    assertThat(exits).hasSizeGreaterThan(20);
    return exits;
  }

  private Shell.Result weir(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--pin-dir=" + pins;
    return new Shell().run(all);
  }

  private static JsonNode item(String json, String key, String value) {
    for (JsonNode each : Wire.JSON.readTree(json).path("items")) {
      if (each.path(key).asString().equals(value)) {
        return each;
      }
    }
    throw new AssertionError("no item with " + key + "=" + value + " in " + json);
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
