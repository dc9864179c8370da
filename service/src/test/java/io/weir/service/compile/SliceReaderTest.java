package io.weir.service.compile;

import static io.weir.service.compile.TestSlice.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.values.Fault;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** services.md OBJ-11..OBJ-13 and section 9, cases 10, 11, 15, 19. */
class SliceReaderTest {
  private final SliceReader reader = new SliceReader();

  private EndpointSlice read(TestSlice slice) {
    return reader.read(slice.facts()).value().orElseThrow();
  }

  private List<String> faultsOf(TestSlice slice) {
    return reader.read(slice.facts()).faults().stream().map(Fault::field).toList();
  }

  private static TestSlice http() {
    return slice().port("http", "TCP", 8080);
  }

  @ParameterizedTest(name = "addressType \"{0}\"")
  @ValueSource(strings = {"FQDN", "", "ipv4", "IPv5"})
  void slicesOfNoIpFamilyAreIgnored(String type) {
    TestSlice s = http().addressType(type).ready("10.1.0.1");
    assertThat(reader.read(s.facts()).value()).isEmpty();
    assertThat(faultsOf(s)).containsExactly("addressType");
  }

  @Test
  void sliceWithoutServiceIsIgnored() {
    TestSlice s = http().service("").ready("10.1.0.1");
    assertThat(reader.read(s.facts()).value()).isEmpty();
    assertThat(faultsOf(s)).containsExactly("metadata.labels[kubernetes.io/service-name]");
  }

  @Test
  void badPortsAreLeftOutAndNamed() {
    TestSlice s =
        http()
            .port(null, "TCP", 1)
            .port("", "", 8081)
            .port("a", "TCP", 0)
            .port("b", "TCP", 70_000)
            .port("c", "tcp", 1)
            .port("UPPER", "TCP", 1);
    assertThat(read(s).ports())
        .extracting(p -> p.name() + "/" + p.protocol() + " " + p.number())
        .containsExactly("http/TCP 8080", "/TCP 8081");
    assertThat(faultsOf(s))
        .containsExactly(
            "ports[1].name",
            "ports[3].port",
            "ports[4].port",
            "ports[5].protocol",
            "ports[6].name");
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "10.1.0.1, IPv4, true",
    "10.001.000.01, IPv4, true",
    "fd00::1, IPv6, true",
    "'', IPv4, false",
    "fd00::1, IPv4, false",
    "10.1.0.1, IPv6, false",
    "::ffff:10.1.0.1, IPv6, false",
    "0.0.0.0, IPv4, false",
    "::, IPv6, false",
    "127.0.0.1, IPv4, false",
    "127.255.0.1, IPv4, false",
    "::1, IPv6, false",
    "169.254.0.1, IPv4, false",
    "fe80::1, IPv6, false",
    "febf::1, IPv6, false",
    "fec0::1, IPv6, true",
    "224.0.0.1, IPv4, false",
    "239.255.255.255, IPv4, false",
    "240.0.0.1, IPv4, true",
    "255.255.255.255, IPv4, false",
    "ff02::1, IPv6, false",
    "pod.example, IPv4, false"
  })
  void endpointAddressesAreUnicastOfTheSlicesFamily(String address, String type, boolean kept) {
    TestSlice s = http().addressType(type).ready(address);
    assertThat(read(s).endpoints()).hasSize(kept ? 1 : 0);
    assertThat(faultsOf(s)).hasSize(kept ? 0 : 1);
  }

  @Test
  void theApisLimitOfEndpointsHolds() {
    String[] many =
        IntStream.range(0, 1_500)
            .mapToObj(i -> "10.1." + i / 250 + "." + i % 250)
            .toArray(String[]::new);
    assertThat(read(http().ready(many)).endpoints()).hasSize(1_000);
    assertThat(faultsOf(http().ready(many))).containsExactly("endpoints");
  }

  @Test
  void hintsWithoutANameAndTooManyAreIgnored() {
    List<String> zones = new java.util.ArrayList<>(List.of("", "a", "a", "z".repeat(254)));
    IntStream.range(0, 100_000).forEach(i -> zones.add("z" + i));
    TestSlice s =
        http()
            .endpoints(
                List.of(
                    new EndpointSliceFacts.Endpoint(
                        "10.1.0.1", true, true, false, "n".repeat(300), zones, List.of(""))));
    EndpointSlice.Endpoint e = read(s).endpoints().getFirst();
    assertThat(e.zoneHints()).hasSize(64).startsWith("a", "z0").doesNotHaveDuplicates();
    assertThat(e.nodeHints()).isEmpty();
    assertThat(e.nodeName()).isEmpty();
    assertThat(faultsOf(s))
        .containsExactly(
            "endpoints[0].nodeName",
            "endpoints[0].hints.forZones",
            "endpoints[0].hints.forZones",
            "endpoints[0].hints.forZones",
            "endpoints[0].hints.forNodes");
  }

  @ParameterizedTest(name = "\"{0}\" is {1}")
  @CsvSource({
    "2026-07-01T10:00:00.123456789Z, 2026-07-01T10:00:00.123456789Z",
    "2026-07-01T12:00:00+02:00, 2026-07-01T10:00:00Z",
    "2026-07-01T10:00:00-00:30, 2026-07-01T10:30:00Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.5Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2026-02-29T00:00:00Z, ",
    "2026-07-01T24:00:00Z, ",
    "2026-07-01T10:60:00Z, ",
    "2026-07-01T10:00:00, ",
    "2026-07-01T10:00:00.Z, ",
    "2026-07-01T10:00:00.1234567890Z, ",
    "2026-07-01T10:00:00+0200, ",
    "2026-07-01T10:00:00ZZ, ",
    "2026-07-01 10:00:00Z, ",
    "'', ",
    "yesterday, ",
    "2026-07-01, ",
    "2026-13-01T10:00:00Z, "
  })
  void triggerTimeIsReadOrLeftOut(String text, Instant time) {
    EndpointSlice s = read(http().triggerTime(text));
    assertThat(s.triggerTime().orElse(null)).isEqualTo(time);
  }

  @Test
  void slicesShareWhatIsEqual() {
    TestSlice one = http().endpoint("10.1.0.1", "R node=" + new String("n1") + " zones=a");
    TestSlice two = http().endpoint("10.1.0.2", "R node=" + new String("n1") + " zones=a");
    EndpointSlice a = read(one);
    EndpointSlice b = read(two);
    assertThat(a.ports()).isSameAs(b.ports());
    assertThat(a.endpoints().getFirst().nodeName()).isSameAs(b.endpoints().getFirst().nodeName());
    assertThat(a.endpoints().getFirst().zoneHints()).isSameAs(b.endpoints().getFirst().zoneHints());
  }

  @Test
  void aThousandBadAddressesAreSixteenFaults() {
    String[] bad = Collections.nCopies(1_000, "x".repeat(10_000)).toArray(String[]::new);
    assertThat(faultsOf(http().ready(bad))).hasSize(16);
    assertThat(read(http().ready(bad)).endpoints()).isEmpty();
  }
}
