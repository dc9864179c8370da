package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.program.XdpMode;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The same with XDP in front of n1's uplink. Generic: a veth hands native programs packets whose
 * checksums nobody has finished.
 */
class EarlyModesIT extends ModesIT {
  private static final Set<Integer> AS_IT_CAME = Set.of(4, 5, 6, 7); // enum wire_path

  private long sentBefore;

  @Override
  void prepare(Path bpffs) {
    n1.attachEarly(XdpMode.GENERIC, bpffs);
  }

  @BeforeEach
  void count() {
    sentBefore = n1.sentEarly();
  }

  /** What goes to the other node as it came, XDP sends; else the test would prove TC again. */
  @AfterEach
  void xdpTookWhatIsItsOwn() {
    boolean leaves = n1.paths().keySet().stream().anyMatch(AS_IT_CAME::contains);
    assertThat(n1.sentEarly() > sentBefore).isEqualTo(leaves);
  }
}
