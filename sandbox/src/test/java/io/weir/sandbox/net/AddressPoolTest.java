package io.weir.sandbox.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AddressPoolTest {
  @Test
  void addressesAreLentInTurnAndRestAfterwards() {
    AddressPool pool = new AddressPool(Ips.prefix("10.0.0.0/29"), 2);

    assertThat(pool.take("a")).hasToString("Optional[10.0.0.2]");
    assertThat(pool.take("b")).hasToString("Optional[10.0.0.3]");
    pool.giveBack("a");
    assertThat(pool.take("c")).hasToString("Optional[10.0.0.4]");
    assertThat(pool.of("c")).hasToString("Optional[10.0.0.4]");
    assertThat(pool.of("a")).isEmpty();
  }

  @Test
  void aFullPoolSaysSoAndReusesWhatCameBack() {
    AddressPool pool = new AddressPool(Ips.prefix("fd00::/126"), 1);
    assertThat(pool.take("a")).hasToString("Optional[fd00::1]");
    assertThat(pool.take("b")).hasToString("Optional[fd00::2]");
    assertThat(pool.take("c")).isEmpty();
    pool.giveBack("a");
    assertThat(pool.take("c")).hasToString("Optional[fd00::1]");
  }

  @Test
  void anAddressIsClaimedWhileNobodyHasIt() {
    AddressPool pool = new AddressPool(Ips.prefix("10.0.0.0/29"), 2);
    assertThat(pool.claim(Ips.address("10.0.0.3"), "a")).isTrue();
    assertThat(pool.claim(Ips.address("10.0.0.3"), "a")).as("again").isTrue();
    assertThat(pool.claim(Ips.address("10.0.0.3"), "b")).isFalse();
    assertThat(pool.claim(Ips.address("10.0.0.1"), "b")).as("reserved").isFalse();
    assertThat(pool.claim(Ips.address("10.0.1.3"), "b")).as("outside").isFalse();
    assertThat(pool.take("b")).hasToString("Optional[10.0.0.2]");
    assertThat(pool.take("c")).hasToString("Optional[10.0.0.4]");
    pool.giveBack("a");
    assertThat(pool.claim(Ips.address("10.0.0.3"), "c")).isTrue();
  }
}
