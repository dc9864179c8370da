package io.weir.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Addresses against the JDK's. */
class IpAddressProperties {
  @Property
  void ipv4IsWhatTheJdkWrites(@ForAll int bits) throws UnknownHostException {
    byte[] bytes = ByteBuffer.allocate(4).putInt(bits).array();
    String jdk = InetAddress.getByAddress(bytes).getHostAddress();
    assertThat(IpAddress.ofIpv4(bits)).hasToString(jdk);
    assertThat(IpAddress.parse(jdk)).contains(IpAddress.ofIpv4(bits));
  }

  /** Groups are mostly 0, so that "::" moves about. */
  @Property
  void ipv6GoesThroughTheJdkAndBack(@ForAll @Size(8) short[] groups, @ForAll byte zeros)
      throws UnknownHostException {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    for (int i = 0; i < 8; i++) {
      bytes.putShort((zeros & 1 << i) != 0 ? 0 : groups[i]);
    }
    IpAddress ip = new IpAddress(bytes.getLong(0), bytes.getLong(8));
    InetAddress jdk = InetAddress.getByAddress(bytes.array());
    assertThat(InetAddress.ofLiteral(ip.toString())).isEqualTo(jdk);
    assertThat(IpAddress.parse(jdk.getHostAddress())).contains(ip);
    assertThat(IpAddress.parse(ip.toString())).contains(ip);
  }

  @Property(tries = 3000)
  void whatItReadsTheJdkReadsAlike(
      @ForAll
          @StringLength(max = 24)
          @CharRange(from = '0', to = '3')
          @CharRange(from = ':', to = ':')
          @CharRange(from = '.', to = '.')
          String text) {
    IpAddress.parse(text)
        .ifPresent(ip -> {
          String plain = text.replaceAll("(^|[.:])0+(?=[0-9])", "$1");
          assertThat(InetAddress.ofLiteral(plain)).isEqualTo(InetAddress.ofLiteral(ip.toString()));
        });
  }

  @Property
  void neverThrows(@ForAll String text) {
    assertThat(IpAddress.parse(text).map(IpAddress::toString)).isNotNull();
    assertThat(IpPrefix.parse(text + "/" + text.length())).isNotNull();
  }
}
