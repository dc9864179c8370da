package io.weir.bench;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.packet.TcpFlag;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What one packet costs in front of the stack, in ns by test run: one of a known flow that leaves
 * for another node, counters and flow kept, one that is none of ours, and one that is denied. The
 * program that is run undoes what it did to the frame, and that is counted in; what it costs stands
 * beside.
 */
final class EarlyCost implements AutoCloseable {
  private static final int REPEAT = 500_000;
  private static final int PREFIXES = 1_000_000;
  private static final int NODE = 1; // enum service_address_flags
  private static final int NODE_PORT_KIND = 2;
  private static final int L2 = 2; // enum external_mode
  private static final int GENEVE = 3;
  private static final int OTHER_NODE = 7;
  private static final int LOOPBACK = 1;
  private static final int XDP_DROP = 1;
  private static final int XDP_PASS = 2;
  private static final int XDP_TX = 3;
  private static final int PORT = 30_080;
  private static final long OUR_MAC = 0x02_00_00_00_00_01L;
  private static final int TCP = 6;

  private final LoadedObject object = BpfObject.open("early_again.bpf.o").load();
  private final int rounds;

  /**
   * @param rounds of each measurement; the best counts
   */
  EarlyCost(int rounds) {
    this.rounds = rounds;
    fill();
  }

  /** A client, this node and the backend of another one, in one family. */
  private record Ends(String family, int number, Address client, Address node, Address backend) {
    static Ends of(int number, String client, String node, String backend) {
      return new Ends(
          "ipv" + number,
          number,
          Addresses.parse(client),
          Addresses.parse(node),
          Addresses.parse(backend));
    }

    Packet packet(int port) {
      return Packet.eth(9, OUR_MAC).ip(client, node).tcp(40_000, port, TcpFlag.ACK);
    }
  }

  private static final List<Ends> FAMILIES =
      List.of(
          Ends.of(4, "198.51.100.7", "192.0.2.1", "10.0.1.20"),
          Ends.of(6, "2001:db8:1::7", "2001:db8::1", "fd00:1::20"));

  private void fill() {
    map("wire_nodes", Integer.class, WireNode.class)
        .put(
            OTHER_NODE, new WireNode(Addresses.parse("192.0.2.2"), Addresses.parse("2001:db8::2")));
    map("next_hops", Integer.class, NextHop.class)
        .put(OTHER_NODE, new NextHop(LOOPBACK, OUR_MAC, OUR_MAC + 1));
    object
        .mappedArray("wire_control", WireControl.class)
        .put(0, new WireControl(FAMILIES.getFirst().node(), FAMILIES.getLast().node(), 0));
    for (String answers : List.of("192.0.2.2", "2001:db8::2")) {
      map("tunnel_answers", Address.class, Long.class).put(Addresses.parse(answers), 1L);
    }
    for (Ends ends : FAMILIES) {
      map("service_addresses", Address.class, ServiceAddress.class)
          .put(ends.node(), new ServiceAddress(NODE));
      for (int mode : new int[] {L2, GENEVE}) {
        int base = 64 * mode + ends.number();
        object
            .mappedArray("slots", Slot.class)
            .put(base, new Slot(ends.backend(), 8080, 0, OTHER_NODE));
        map("nodeports", NodePortKey.class, Frontend.class)
            .put(
                new NodePortKey(PORT + mode, TCP, ends.number()),
                new Frontend(mode, base, 1, 0, 0, 0, 0, 4, NODE_PORT_KIND, 0, mode));
      }
    }
  }

  private <K, V> BpfMap<K, V> map(String name, Class<K> key, Class<V> value) {
    return object.map(name, key, value);
  }

  void run(Report report) {
    Map<String, Integer> modes = Map.of("l2", L2, "geneve", GENEVE);
    for (Ends ends : FAMILIES) {
      modes.forEach(
          (word, mode) -> cost(report, ends, "sent_" + word, ends.packet(PORT + mode), XDP_TX));
      cost(report, ends, "not_ours", ends.packet(22), XDP_PASS);
      cost(report, ends, "undo_alone", ends.packet(22), XDP_PASS, "undo_alone");
    }
    deny();
    for (Ends ends : FAMILIES) {
      cost(report, ends, "not_ours_deny_list", ends.packet(22), XDP_PASS);
      cost(report, ends, "sent_geneve_deny_list", ends.packet(PORT + GENEVE), XDP_TX);
    }
    for (Ends ends : FAMILIES) {
      int bits = 32 + 128;
      map("deny_prefixes", PrefixKey.class, Integer.class)
          .put(new PrefixKey(bits, ends.client()), 1);
      cost(report, ends, "denied", ends.packet(22), XDP_DROP);
    }
  }

  /** A million addresses of either family, none of them the client's. */
  private void deny() {
    IntFunction<Map.Entry<PrefixKey, Integer>> nth =
        i -> {
          Address address =
              i % 2 == 0
                  ? new Address(0, 0xffff_6440_0000L + i)
                  : new Address(0x2001_0db8_0002_0000L, i);
          return Map.entry(new PrefixKey(32 + 128, address), 1);
        };
    map("deny_prefixes", PrefixKey.class, Integer.class)
        .putAll(() -> IntStream.range(0, PREFIXES).mapToObj(nth).iterator());
    object.mappedArray("deny_control", Integer.class).put(0, 1);
  }

  private void cost(Report report, Ends ends, String what, Packet packet, int verdict) {
    cost(report, ends, what, packet, verdict, "early_again");
  }

  private void cost(
      Report report, Ends ends, String what, Packet packet, int verdict, String program) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      var seen = object.program(program).testRun(packet.bytes(), REPEAT);
      if (seen.result() != verdict) {
        throw new IllegalStateException(
            "%s %s: verdict %d instead of %d"
                .formatted(ends.family(), what, seen.result(), verdict));
      }
      best = Math.min(best, seen.nanoseconds());
    }
    report.add("xdp", "weir", ends.family() + "_" + what, best, "ns/packet");
  }

  @Override
  public void close() {
    object.close();
  }
}
