package io.weir.bpf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.packet.Mutator;
import io.weir.bpf.program.PacketContext;
import io.weir.bpf.program.Program;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken and random packets: every one of them is forwarded or dropped for a reason, none for one
 * that would be a bug, and none gets past rules that do not allow it.
 */
class FuzzIT extends WorkloadCase {
  private static final int PACKETS = 100_000;
  private static final int NEXT = -1;
  private static final int DROP = 2;
  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;
  private static final int PART = 5;

  /** What passes between neighbours: listeners, routers, neighbours. */
  private static final Set<Integer> OF_THE_LINK =
      Set.of(130, 131, 132, 133, 134, 135, 136, 137, 143);

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());

  @ParameterizedTest
  @ValueSource(strings = {"from_pod", "to_pod", "explain_from_pod", "explain_to_pod"})
  void isolatedPodSendsAndGetsNothingButWhatIsOfTheLink(String program) {
    enforce(Rules.isolated());
    run(program, packet -> type(packet) == ARP || isOfTheLink(packet));
  }

  @ParameterizedTest
  @ValueSource(strings = {"from_pod", "to_pod"})
  void podWithOnePeerSendsToItAndGetsFromItOnly(String program) {
    for (Family family : Family.values()) {
      lab.knowPod(family.peer, PART, 0);
    }
    enforce(Rules.isolated().then(Rule.accept(Rule.pod(PART)).on(PortRange.tcp(80))));
    run(
        program,
        packet ->
            type(packet) == ARP
                || isOfTheLink(packet)
                || isIcmpError(packet)
                || isPeer(remote(packet, program.startsWith("from"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"from_pod", "to_pod"})
  void openPodWithoutPolicyIsClassifiedToo(String program) {
    lab.put(Pod.open());
    run(program, _ -> true);
  }

  private interface May {
    boolean pass(byte[] packet);
  }

  private void run(String name, May may) {
    boolean fromPod = name.contains("from_pod");
    boolean dry = name.startsWith("explain");
    Mutator mutator = new Mutator(seed, PodPackets.all(fromPod));
    Program program = lab.object.program(name);
    PacketContext context =
        new PacketContext(0, fromPod ? 0 : WorkloadLab.UPLINK, WorkloadLab.IFINDEX);
    long passed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = mutator.next();
      int result = program.testRun(packet, context, 1).result();
      if (result == NEXT && may.pass(packet)) {
        passed++;
      } else if (result != DROP) {
        throw new AssertionError(
            "%s answered %d, fuzz.seed=%d packet=%d: %s"
                .formatted(name, result, seed, i, HexFormat.of().formatHex(packet)));
      }
    }
    assertThat(passed).as("passed, fuzz.seed=%d", seed).isPositive();
    if (!dry) {
      assertCounted(passed);
    }
  }

  private void assertCounted(long passed) {
    List<PacketCounter> drops = lab.dropCounters.sums(0, lab.dropCounters.size());
    assertThat(drops.stream().mapToLong(PacketCounter::packets).sum())
        .as("dropped by reason, fuzz.seed=%d", seed)
        .isEqualTo(PACKETS - passed);
    for (Drop bug : List.of(Drop.NONE, Drop.RULES_MISSING, Drop.UNKNOWN_ENDPOINT)) {
      assertThat(drops.get(bug.ordinal()).packets()).as("%s, fuzz.seed=%d", bug, seed).isZero();
      assertThat(drops.get(bug.ordinal() + Drop.values().length).packets()).isZero();
    }
  }

  private static int type(byte[] packet) {
    return Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(12));
  }

  private static Address remote(byte[] packet, boolean fromPod) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    if (type(packet) == IPV4) {
      int address = bytes.getInt(fromPod ? 30 : 26);
      return new Address(0, 0xffffL << 32 | Integer.toUnsignedLong(address));
    }
    int at = fromPod ? 38 : 22;
    return new Address(bytes.getLong(at), bytes.getLong(at + 8));
  }

  private static boolean isPeer(Address address) {
    return address.equals(Family.V4.peer) || address.equals(Family.V6.peer);
  }

  private static boolean isIcmpError(byte[] packet) {
    if (type(packet) == IPV4) {
      int at = 14 + 4 * (packet[14] & 15);
      return packet[23] == 1 && Set.of(3, 11, 12).contains(Byte.toUnsignedInt(packet[at]));
    }
    int at = icmp6(packet);
    return at > 0 && packet[at] >= 1 && packet[at] <= 4;
  }

  private static boolean isOfTheLink(byte[] packet) {
    int at = type(packet) == IPV4 ? 0 : icmp6(packet);
    return at > 0 && OF_THE_LINK.contains(Byte.toUnsignedInt(packet[at]));
  }

  /** Where ICMPv6 begins in a packet of IPv6; 0 where it is of another protocol. */
  private static int icmp6(byte[] packet) {
    int protocol = packet[20];
    int at = 54;
    while (at + 1 < packet.length && Set.of(0, 43, 44, 51, 60).contains(protocol)) {
      int length = Byte.toUnsignedInt(packet[at + 1]);
      int next = packet[at];
      at += protocol == 44 ? 8 : protocol == 51 ? 4 * (length + 2) : 8 * (length + 1);
      protocol = next;
    }
    return protocol == 58 && at < packet.length ? at : 0;
  }
}
