package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Slot;
import io.weir.service.compile.Backend;
import io.weir.service.compile.Backends;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotLayoutTest {
  private static final Backend REMOTE = backend("10.0.1.1", true, false);
  private static final Backend LOCAL = backend("10.0.0.1", true, true);
  private static final Backend LOCAL_OTHER_ZONE = backend("10.0.0.2", true, true);
  private static final Backend LOCAL_ENDING = backend("10.0.0.3", false, true);

  @Test
  void bothSetsAreContiguousWithTheSharedBackendsBetween() {
    SlotLayout layout =
        SlotLayout.of(
            new Backends(
                List.of(REMOTE, LOCAL), List.of(LOCAL, LOCAL_OTHER_ZONE), List.of(), true));

    assertThat(layout.slots())
        .extracting(s -> AbiAddress.toIp(s.address()).toString())
        .containsExactly("10.0.1.1", "10.0.0.1", "10.0.0.2");
    assertThat(layout.clusterCount()).isEqualTo(2);
    assertThat(layout.localOffset()).isEqualTo(1);
    assertThat(layout.localCount()).isEqualTo(2);
  }

  @Test
  void aLocalSetWithoutAClusterSetStartsAtTheBase() {
    SlotLayout layout =
        SlotLayout.of(new Backends(List.of(), List.of(LOCAL_ENDING), List.of(), true));

    assertThat(layout)
        .isEqualTo(
            new SlotLayout(
                List.of(
                    new Slot(
                        AbiAddress.of(LOCAL_ENDING.address().address()),
                        80,
                        Flags.SLOT_LOCAL | Flags.SLOT_TERMINATING,
                        0)),
                0,
                0,
                1));
  }

  @Test
  void noBackendsNeedNoSlots() {
    assertThat(SlotLayout.of(Backends.NONE)).isEqualTo(new SlotLayout(List.of(), 0, 0, 0));
  }

  private static Backend backend(String ip, boolean ready, boolean local) {
    return new Backend(new L4Address(IpAddress.parse(ip).orElseThrow(), 80), ready, local, "");
  }
}
