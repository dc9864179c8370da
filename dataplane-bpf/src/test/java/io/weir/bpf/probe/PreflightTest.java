package io.weir.bpf.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PreflightTest {
  @Test
  void kernelsBefore515AreNamed() {
    assertThat(Preflight.kernel("5.15.0-generic\n")).isEmpty();
    assertThat(Preflight.kernel("6.1.0")).isEmpty();
    assertThat(Preflight.kernel("5.14.21-suse"))
        .contains("the kernel is 5.14.21-suse: run 5.15 or newer.");
    assertThat(Preflight.kernel("4.19.0")).isPresent();
    assertThat(Preflight.kernel("strange")).isPresent();
  }

  @Test
  void missingCapabilitiesAreNamed() {
    assertThat(Preflight.capabilities("CapEff:\t000001ffffffffff\n")).isEmpty();
    assertThat(Preflight.capabilities("CapEff:\t0000000000000000\n"))
        .hasValueSatisfying(
            p -> assertThat(p).contains("lacks CAP_BPF, CAP_NET_ADMIN, CAP_PERFMON"));
    // CAP_SYS_ADMIN includes CAP_BPF and CAP_PERFMON, not CAP_NET_ADMIN
    assertThat(Preflight.capabilities("CapEff:\t0000000000200000\n"))
        .hasValueSatisfying(p -> assertThat(p).contains("lacks CAP_NET_ADMIN:"));
  }

  @Test
  void directoryOffTheBpffsIsNamed() {
    assertThat(Preflight.check(Path.of("/tmp/weir")))
        .anySatisfy(p -> assertThat(p).startsWith("/tmp/weir is not on a bpffs: run 'mount"));
  }
}
