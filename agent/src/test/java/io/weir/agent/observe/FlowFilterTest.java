package io.weir.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowFilterTest {
  private static FlowFilter of(Map<String, String> parameters) {
    return FlowFilter.of(name -> Optional.ofNullable(parameters.get(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "table, WIRE, wire",
    "address, 10.0.0.7/8, 10.0.0.0/8",
    "address, 10.0.0.7, 10.0.0.7/32",
    "address, fd00::1, fd00::1/128",
    "port, 0, 0",
    "port, 65535, 65535",
    "protocol, TCP, TCP",
    "protocol, icmpv6, ICMPv6",
    "protocol, 47, 47",
    "protocol, 132, SCTP",
    "service, shop/web, shop/web",
    "service, shop/*, shop/*",
    "state, cut, cut",
    "client, 10.0.0.7, 10.0.0.7",
    "client, 10.0.0.7:80, 10.0.0.7:80",
    "server, fd00::1, fd00::1",
    "server, [fd00::1]:80, [fd00::1]:80",
  })
  void whatIsReadIsWrittenInOneForm(String name, String value, String written) {
    FlowFilter filter = of(Map.of(name, value));

    assertThat(filter.parameters()).isEqualTo(Map.of(name, written));
    assertThat(of(filter.parameters())).isEqualTo(filter);
  }

  @ParameterizedTest
  @CsvSource({
    "table, both",
    "address, ten",
    "address, 10.0.0.0/33",
    "port, 65536",
    "port, -1",
    "port, http",
    "protocol, 256",
    "protocol, gre",
    "service, web",
    "service, /web",
    "service, shop/web/http",
    "state, new",
    "client, 10.0.0.7:x",
    "client, :80",
    "server, [fd00::1",
    "server, shop/web",
  })
  void nonsenseIsRefusedByName(String name, String value) {
    assertThatThrownBy(() -> of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want");
  }

  @Test
  void onlyATableIsAsMuchAsNothing() {
    assertThat(FlowFilter.ALL.isWide()).isTrue();
    assertThat(of(Map.of("table", "wire")).isWide()).isTrue();
    assertThat(of(Map.of("table", "wire", "protocol", "udp")).isWide()).isFalse();
    assertThat(of(Map.of("port", "80")).isWide()).isFalse();
  }
}
