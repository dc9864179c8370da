package io.weir.agent.compile;

import static io.weir.agent.compile.WireFlags.SERVICE_ADDRESS_CLUSTER_IP;
import static io.weir.agent.compile.WireFlags.SERVICE_ADDRESS_EXTERNAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.ServiceRange;
import io.weir.service.compile.Frontend;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.L4Address;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses of Services, and ranges that they come from. */
class ServiceAddressesTest {
  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static L4Address at(String address, int port) {
    return new L4Address(ip(address), port);
  }

  @Test
  void everyFrontendWithAnAddressOfItsOwnSaysWhatTheAddressIs() {
    assertThat(
            ServiceAddresses.of(
                List.of(
                    new Frontend.ClusterIp(at("10.96.0.1", 80)),
                    new Frontend.NodePort(30080),
                    new Frontend.ExternalIp(at("203.0.113.5", 80)),
                    new Frontend.LoadBalancerIp(at("fd00::9", 80), List.of()))))
        .isEqualTo(
            Map.of(
                ip("10.96.0.1"), SERVICE_ADDRESS_CLUSTER_IP,
                ip("203.0.113.5"), SERVICE_ADDRESS_EXTERNAL,
                ip("fd00::9"), SERVICE_ADDRESS_EXTERNAL));
  }

  @Test
  void anAddressOfTwoKindsIsBoth() {
    assertThat(
            ServiceAddresses.of(
                List.of(
                    new Frontend.ClusterIp(at("10.96.0.1", 80)),
                    new Frontend.ExternalIp(at("10.96.0.1", 81)))))
        .isEqualTo(Map.of(ip("10.96.0.1"), SERVICE_ADDRESS_CLUSTER_IP | SERVICE_ADDRESS_EXTERNAL));
  }

  /** The comparison is that of wire.h: both halves under the mask. */
  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/12, 10.96.0.0, 10.111.255.255, 10.112.0.0, ::10.96.0.1",
    "10.96.0.7/32, 10.96.0.7, 10.96.0.7, 10.96.0.8, fd00::",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255, fd00::, ::1",
    "fd00:96::/112, fd00:96::, fd00:96::ffff, fd00:96::1:0, 10.96.0.1",
    "fd00:96::/64, fd00:96::, fd00:96::ffff:ffff:ffff:ffff, fd00:96:0:1::, 0.0.0.0",
    "fd00::/20, fd00::, fd00:fff:ffff::, fd00:1000::, 10.0.0.1",
  })
  void aRangeHoldsWhatIsInItOnly(
      String range, String first, String last, String after, String otherFamily) {
    ServiceRange compiled = ServiceRanges.of(IpPrefix.parse(range).orElseThrow());
    assertThat(holds(compiled, first)).as(first).isTrue();
    assertThat(holds(compiled, last)).as(last).isTrue();
    assertThat(holds(compiled, after)).as(after).isFalse();
    assertThat(holds(compiled, otherFamily)).as(otherFamily).isFalse();
  }

  private static boolean holds(ServiceRange range, String address) {
    IpAddress ip = ip(address);
    return (ip.high() & range.mask().high()) == range.network().high()
        && (ip.low() & range.mask().low()) == range.network().low();
  }
}
