package io.weir.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MacAddressTest {
  @Test
  void itIsWrittenAsIpLinkWritesIt() {
    assertThat(new MacAddress(0x02_00_00_00_0a_01L)).hasToString("02:00:00:00:0a:01");
    assertThat(new MacAddress(0xff_fe_00_10_00_f0L)).hasToString("ff:fe:00:10:00:f0");
    assertThat(new MacAddress(0)).hasToString("00:00:00:00:00:00");
  }

  @Test
  void moreThan48BitsAreRefused() {
    assertThatThrownBy(() -> new MacAddress(1L << 48)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MacAddress(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
