package io.weir.bpf.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class FeaturesIT {
  @Test
  void a66KernelHasAllAndA616KernelChecksumsOfIpv6Too() {
    KernelTest.require();
    String[] version = System.getProperty("os.version").split("[.-]");
    int number = Integer.parseInt(version[0]) * 100 + Integer.parseInt(version[1]);
    Assumptions.assumeTrue(number >= 606, "skipped: the kernel is older than 6.6");

    assertThat(Features.get())
        .isEqualTo(new Features(true, true, true, true, true, true, true, number >= 616, true));
  }
}
