package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.KernelError;
import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.Fixture;
import io.weir.bpf.Fixture.Call;
import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Control;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.map.PacketCounters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs run by hand, and what they count. */
@Tag("kernel")
class ProgramIT {
  private static final byte[] PACKET = new byte[64];
  private static final int LOOPBACK = 1;

  private LoadedObject object;

  @BeforeEach
  void load() {
    KernelTest.require();
    object = BpfObject.open(Fixture.OBJECT).load();
  }

  @AfterEach
  void close() {
    if (object != null) {
      object.close();
    }
  }

  @Test
  void programSeesTheContextOfThePacket() {
    Program program = object.program("tell_context");

    assertThat(program.testRun(PACKET, new PacketContext(7, 0, LOOPBACK), 1).result())
        .isEqualTo(7_00_01);
    assertThat(program.testRun(PACKET, new PacketContext(7, LOOPBACK, LOOPBACK), 1).result())
        .isEqualTo(7_01_01);
    assertThatThrownBy(() -> program.testRun(PACKET, new PacketContext(0, 0, Integer.MAX_VALUE), 1))
        .isInstanceOfSatisfying(KernelError.class, e -> assertThat(e.errno()).isEqualTo("ENODEV"))
        .hasMessageContaining("run program tell_context on a packet, bytes=64");
  }

  @Test
  void callsReturnTheirResultAndTheArgumentAsItWasLeft() {
    assertThat(object.program("answer").call()).isEqualTo(42);
    assertThat(object.program("add_up").call(object.codec(Call.class), new Call(5, 0)))
        .isEqualTo(new CallResult<>(12, new Call(5, 6)));
    assertThatThrownBy(() -> object.program("add_up").call())
        .hasMessageContaining("run program add_up as a call: EINVAL");
    assertThatThrownBy(() -> object.codec(Control.class))
        .isInstanceOf(LayoutMismatch.class)
        .hasMessageContaining("control");
  }

  @Test
  void packetCountersAreSummedOverCpusAndClearedByRange() {
    PacketCounters counters = object.packetCounters("packet_counters");
    for (int index : new int[] {0, 1, 2, 5000, 9999}) {
      count(index);
      count(index);
    }
    PacketCounter two = new PacketCounter(2, 2L * PACKET.length);
    PacketCounter none = new PacketCounter(0, 0);

    assertThat(counters.size()).isEqualTo(10_000);
    assertThat(counters.sums(0, 10_000))
        .hasSize(10_000)
        .satisfies(
            all -> assertThat(List.of(all.get(0), all.get(5000), all.get(9999))).containsOnly(two))
        .filteredOn(c -> !c.equals(none))
        .hasSize(5);
    assertThat(counters.sums(1, 3)).containsExactly(two, two, none);
    assertThat(counters.sum(9999)).isEqualTo(two);

    counters.clear(1, 5000);
    assertThat(counters.sums(0, 3)).containsExactly(two, none, none);
    assertThat(counters.sum(5000)).isEqualTo(none);
    assertThat(counters.sum(9999)).isEqualTo(two);
    assertThat(counters.sums(3, 0)).isEmpty();
    assertThatThrownBy(() -> counters.sums(9999, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("first=9999 count=2 of map packet_counters, entries=10000");
  }

  private void count(int index) {
    object.program("count_packets").testRun(PACKET, new PacketContext(index, 0, LOOPBACK), 1);
  }
}
