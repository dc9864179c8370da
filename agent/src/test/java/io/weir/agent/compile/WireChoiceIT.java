package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.packet.TcpFlag;
import io.weir.bpf.probe.Preflight;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PacketContext;
import io.weir.bpf.program.Program;
import io.weir.service.model.ExternalMode;
import io.weir.values.Family;
import io.weir.values.Protocol;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets of random flows through the program: it chooses what {@link WireChoice} says. */
@Tag("kernel")
class WireChoiceIT {
  private static final int FLOWS = 500;
  private static final String NODE = "node1";
  private static final long NEIGHBOUR = 0x02_00_00_00_00_0fL;
  private static final PacketContext UPLINK = new PacketContext(0, 1, 1);

  private LoadedObject object;
  private Program program;
  private BpfMap<Tuple, Translation> flows;

  @BeforeEach
  void load() {
    List<String> problems =
        Preflight.check(Path.of("/")).stream().filter(p -> !p.contains("not on a bpffs")).toList();
    Assumptions.assumeTrue(problems.isEmpty(), () -> "skipped: " + String.join(" ", problems));
    object =
        BpfObject.open("tc_uplink.bpf.o")
            .configure(new WireConfig(61_000, 65_535, 6081, true, false, false, false))
            .load();
    program = object.program("from_network");
    flows = object.map("opening_translations", Tuple.class, Translation.class);
  }

  @AfterEach
  void close() {
    if (object != null) {
      object.close();
    }
  }

  /** What the agent of the node would have written. */
  private void serve(SpreadService service) {
    PortEntries entries = service.entries(NODE);
    object.map("frontends", FrontendKey.class, Frontend.class).putAll(entries.frontends());
    object.map("maglev", MaglevKey.class, MaglevChunk.class).putAll(entries.maglev());
    object
        .map("service_addresses", Address.class, ServiceAddress.class)
        .put(
            AbiAddress.of(service.vip().address()),
            new ServiceAddress(WireFlags.SERVICE_ADDRESS_EXTERNAL));
    object
        .mappedArray("wire_control", WireControl.class)
        .put(0, new WireControl(Addresses.parse("172.30.0.11"), Addresses.parse("fd00::11"), 0));
    slots(service.choice(NODE).layout().slots());
    Address other = Addresses.parse("172.30.0.12");
    Address other6 = Addresses.parse("fd00::12");
    for (String node : SpreadService.NODES) {
      int id = NodeId.of(node);
      object.map("wire_nodes", Integer.class, WireNode.class).put(id, new WireNode(other, other6));
      object.map("next_hops", Integer.class, NextHop.class).put(id, new NextHop(1, 1, NEIGHBOUR));
    }
    object.map("tunnel_answers", Address.class, Long.class).putAll(Map.of(other, 1L, other6, 1L));
    object.map("neighbour_nodes", MacKey.class, Integer.class).put(new MacKey(NEIGHBOUR), 1);
  }

  private void slots(List<Slot> all) {
    MappedArray<Slot> slots = object.mappedArray("slots", Slot.class);
    for (int i = 0; i < all.size(); i++) {
      Slot slot = all.get(i);
      slots.put(SpreadService.PLACEMENT.slotBase() + i, slot);
      if ((slot.flags() & Flags.SLOT_LOCAL) != 0) {
        object
            .map("local_pods", Address.class, LocalPod.class)
            .put(slot.address(), LocalPod.of(slot.address(), 1, 2, 3));
      }
    }
    slots.publish();
  }

  /** Sends the first packet of a flow; where the program then sends it. */
  private Address send(Tuple tuple, boolean handed) {
    Packet ip = Packet.eth(handed ? NEIGHBOUR : 1, 0).ip(tuple.source(), tuple.destination());
    Packet packet =
        tuple.protocol() == Protocol.TCP.number()
            ? ip.tcp(tuple.sourcePort(), tuple.destinationPort(), TcpFlag.SYN)
            : ip.udp(tuple.sourcePort(), tuple.destinationPort());
    program.testRun(packet.bytes(), UPLINK, 1);
    return flows
        .get(tuple)
        .map(Translation::destination)
        .orElseThrow(() -> new AssertionError("no flow of " + tuple));
  }

  @ParameterizedTest
  @CsvSource({
    "IPV4,TCP,FORWARD,0",
    "IPV6,TCP,DSR_GENEVE,0",
    "IPV4,UDP,DSR_IPIP,0",
    "IPV6,UDP,DSR_L2,0",
    "IPV4,UDP,SNAT,0",
    "IPV4,TCP,FORWARD,10800",
    "IPV6,UDP,DSR_GENEVE,10800"
  })
  void theProgramChoosesWhatPeopleAreTold(
      Family family, Protocol protocol, ExternalMode mode, int affinitySeconds) {
    SpreadService service = new SpreadService(family, protocol, mode, affinitySeconds);
    serve(service);
    expect(service, false);
  }

  @ParameterizedTest
  @CsvSource({"IPV4,TCP", "IPV6,UDP"})
  void soItDoesWhenAnotherNodeHandsThePacketOver(Family family, Protocol protocol) {
    SpreadService service = new SpreadService(family, protocol, ExternalMode.DSR_L2, 0);
    serve(service);
    expect(service, true);
  }

  private void expect(SpreadService service, boolean handed) {
    WireChoice choice = service.choice(NODE);
    Random random = new Random();
    Map<Address, Integer> seen = new HashMap<>();
    for (int i = 0; i < FLOWS; i++) {
      Tuple tuple = service.tuple(random);
      Address chosen = send(tuple, handed);

      assertThat(chosen).as("%s", tuple).isEqualTo(choice.choose(tuple, handed, handed).address());
      seen.merge(chosen, 1, Integer::sum);
    }
    assertThat(seen).as("backends").hasSize(handed ? 3 : 9);
  }
}
