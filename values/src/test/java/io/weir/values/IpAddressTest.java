package io.weir.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of addresses: services.md OBJ-9 one way, RFC 5952 the other. */
class IpAddressTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "172.30.0.041, 172.30.0.41",
    "010.001.000.009, 10.1.0.9",
    "0000000010.0.0.1, 10.0.0.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8::1, 2001:db8::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "64:ff9b::10.0.0.1, 64:ff9b::a00:1",
    "::ffff:10.0.0.1, 10.0.0.1",
    "::ffff:a00:1, 10.0.0.1",
    "::10.0.0.1, ::a00:1"
  })
  void readsAndWritesCanonically(String text, String canonical) {
    assertThat(IpAddress.parse(text).orElseThrow()).hasToString(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest(name = "\"{0}\" is none")
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ":",
        ":::",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "256.0.0.1",
        "1.2.3.999999999999",
        "1.2.3.-4",
        "+1.2.3.4",
        "0x1.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4/32",
        "1.2.3.4:80",
        "[::1]",
        "::1%lo",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "::1:",
        ":1::",
        "1.2.3.4::5",
        "1.2.3.4::",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "None",
        "host.example",
        "\u0661.2.3.4",
        "\uff11::",
        "1.2.3.4\u0000"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "203.0.113.000/025, 203.0.113.0/25",
    "0.0.0.0/0, 0.0.0.0/0",
    "10.1.2.3/32, 10.1.2.3/32",
    "fd00::ffff/16, fd00::/16",
    "fd00:1:2:3:4::/65, fd00:1:2:3::/65",
    "::/0, ::/0",
    "fd00::1/128, fd00::1/128",
    "::ffff:10.0.0.1/104, 10.0.0.0/8"
  })
  void readsPrefixes(String text, String canonical) {
    assertThat(IpPrefix.parse(text).orElseThrow()).hasToString(canonical);
  }

  @ParameterizedTest(name = "\"{0}\" is none")
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "fd00::/129",
        "::ffff:10.0.0.0/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/ 8",
        "x/8",
        "10.0.0.0/4294967304"
      })
  void refusesWhatIsNoPrefix(String text) {
    assertThat(IpPrefix.parse(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0} contains {1}: {2}")
  @CsvSource({
    "10.0.0.0/8, 10.255.1.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, fd00::1, false",
    "::/0, 1.2.3.4, false",
    "::/0, fd00::1, true",
    "fd00::/63, fd00:0:0:1::, true",
    "fd00::/63, fd00:0:0:2::, false",
    "fd00::/65, fd00::8000:0:0:0, false"
  })
  void containsWhatItCovers(String prefix, String address, boolean contains) {
    IpAddress ip = IpAddress.parse(address).orElseThrow();
    assertThat(IpPrefix.parse(prefix).orElseThrow().contains(ip)).isEqualTo(contains);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "fd00::1", "2001:db8:0:0:1::"})
  void familyFollowsTheText(String text) {
    Family family = text.contains(":") ? Family.IPV6 : Family.IPV4;
    assertThat(IpAddress.parse(text).map(IpAddress::family)).isEqualTo(Optional.of(family));
    assertThat(InetAddress.ofLiteral(text).getAddress()).hasSize(family == Family.IPV4 ? 4 : 16);
  }
}
