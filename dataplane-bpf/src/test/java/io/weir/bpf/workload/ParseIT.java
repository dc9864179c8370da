package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.packet.Packet;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Headers that are longer, stranger or shorter than most. */
class ParseIT extends WorkloadCase {
  private static final int ETHERNET = 14;
  private static final Family V4 = Family.V4;
  private static final Family V6 = Family.V6;

  @BeforeEach
  void allowWeb() {
    enforce(Rules.isolated().then(accept().on(PortRange.tcp(80))));
  }

  private void opens(Packet packet) {
    lab.toPod(packet).passed(FORWARDED_TO_POD, FLOWS_OPENED);
  }

  private static Packet web(Packet ip) {
    return ip.tcp(5000, 80, SYN);
  }

  private static Packet ssh(Packet ip) {
    return ip.tcp(5000, 22, SYN);
  }

  @Test
  void portsAreFoundBehindIpv4Options() {
    for (int length = 4; length <= 40; length += 4) {
      byte[] nops = new byte[length];
      Arrays.fill(nops, (byte) 1);
      opens(web(V4.in(V4.peer).ipv4Options(nops)));
      lab.toPod(ssh(V4.in(V4.peer).ipv4Options(nops))).dropped(Drop.ISOLATED);
    }
  }

  @Test
  void portsAreFoundBehindExtensionHeaders() {
    Packet ip = V6.in(V6.peer);
    for (Packet front :
        new Packet[] {
          ip.hopByHop(8),
          ip.hopByHop(64).destinationOptions(2048),
          ip.routing(0, 0),
          ip.authentication(),
          ip.hopByHop(8).routing(4, 0).destinationOptions(16).authentication(),
          ip.destinationOptions(8)
              .destinationOptions(8)
              .destinationOptions(8)
              .destinationOptions(8)
              .destinationOptions(8)
              .destinationOptions(8)
              .destinationOptions(8)
              .destinationOptions(8)
        }) {
      opens(web(front));
      lab.toPod(ssh(front)).dropped(Drop.ISOLATED);
    }
  }

  @Test
  @Provokes(Drop.EXTENSION_HEADERS)
  void headersWithoutEndAndRoutesStillToGoAreDropped() {
    Packet many = V6.in(V6.peer);
    for (int i = 0; i < 9; i++) {
      many = many.destinationOptions(8);
    }
    lab.toPod(web(many)).dropped(Drop.EXTENSION_HEADERS);
    lab.toPod(web(V6.in(V6.peer).routing(4, 1))).dropped(Drop.EXTENSION_HEADERS);
  }

  @Test
  void encryptedAndEmptyPacketsHaveNoPorts() {
    enforce(Rules.isolated().then(accept().on(PortRange.tcp(0, 65535)), accept(Rule.pod(5))));
    lab.knowPod(V6.peer, 5, 0);
    opens(V6.in(V6.peer).payload(50, 40));
    opens(V6.in(V6.peer).payload(59, 0));
    lab.toPod(V6.in(V6.other).payload(50, 40)).dropped(Drop.ISOLATED);
    lab.toPod(V6.in(V6.other).payload(59, 0)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  @Provokes(Drop.TRUNCATED)
  void whatEndsTooEarlyIsDroppedWhereverItEnds(Family family) {
    byte[] whole = web(family.in(family.peer)).bytes();
    int header = family.is6() ? 40 : 20; // a test run refuses less
    for (int length = ETHERNET + header; length < whole.length; length++) {
      lab.toPod(Arrays.copyOf(whole, length)).dropped(Drop.TRUNCATED);
    }
    opens(web(family.in(family.peer)));
  }

  @BothFamilies
  @Provokes({Drop.TRUNCATED, Drop.BAD_HEADER})
  void headersThatAreShorterThanTheySayAreDropped(Family family) {
    for (int length = 0; length < 16; length++) {
      lab.toPod(family.in(family.peer).payload(6, length)).dropped(Drop.TRUNCATED);
    }
    for (int length = 0; length < 8; length++) {
      lab.toPod(family.in(family.peer).payload(17, length)).dropped(Drop.TRUNCATED);
      lab.toPod(family.in(family.peer).payload(family.icmp(), length)).dropped(Drop.TRUNCATED);
    }
    byte[] tcp = web(family.in(family.peer)).bytes();
    int offset = tcp.length - 20 + 12;
    tcp[offset] = 0x40;
    lab.toPod(tcp).dropped(Drop.BAD_HEADER);
    tcp[offset] = 0x60;
    lab.toPod(tcp).dropped(Drop.TRUNCATED);
    byte[] udp = family.in(family.peer).udp(1, 80).payload(4).bytes();
    udp[udp.length - 7] = 7;
    lab.toPod(udp).dropped(Drop.BAD_HEADER);
    udp[udp.length - 7] = 13;
    lab.toPod(udp).dropped(Drop.BAD_HEADER);
  }

  @Test
  @Provokes(Drop.BAD_HEADER)
  void ipv4HeadersThatLieAreDropped() {
    byte[] good = web(V4.in(V4.peer)).bytes();
    lab.toPod(with(good, ETHERNET, 0x55)).dropped(Drop.BAD_HEADER);
    lab.toPod(with(good, ETHERNET, 0x44)).dropped(Drop.BAD_HEADER);
    lab.toPod(with(good, ETHERNET, 0x4f)).dropped(Drop.BAD_HEADER);
    lab.toPod(with(good, ETHERNET + 3, 19)).dropped(Drop.BAD_HEADER);
    lab.toPod(with(good, ETHERNET + 3, 41)).dropped(Drop.TRUNCATED);
    lab.toPod(with(good, ETHERNET + 3, 39)).dropped(Drop.TRUNCATED);
    byte[] padded = Arrays.copyOf(good, good.length + 6); // short frames are padded
    lab.toPod(padded).passed(FORWARDED_TO_POD, FLOWS_OPENED);
  }

  @Test
  @Provokes(Drop.BAD_HEADER)
  void ipv6HeadersThatLieAreDropped() {
    byte[] good = web(V6.in(V6.peer)).bytes();
    lab.toPod(with(good, ETHERNET, 0x40)).dropped(Drop.BAD_HEADER);
    lab.toPod(with(good, ETHERNET + 5, 21)).dropped(Drop.TRUNCATED);
    lab.toPod(with(good, ETHERNET + 5, 19)).dropped(Drop.TRUNCATED);
    byte[] mapped = good.clone(); // ::ffff:a.b.c.d on the wire is nobody's
    Arrays.fill(mapped, ETHERNET + 8, ETHERNET + 18, (byte) 0);
    Arrays.fill(mapped, ETHERNET + 18, ETHERNET + 20, (byte) 0xff);
    lab.toPod(mapped).dropped(Drop.BAD_HEADER);
  }

  private static byte[] with(byte[] packet, int at, int value) {
    byte[] changed = packet.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  @Provokes(Drop.NOT_IP)
  void whatIsNeitherIpNorArpIsDroppedAtAnEndpointWithAPolicy() {
    for (int type : new int[] {0x88cc, 0x8847, 0x8863, 0x22f0, 0x0600}) {
      lab.toPod(Packet.eth(1, 2).payload(type, 60)).dropped(Drop.NOT_IP);
    }
    lab.toPod(Packet.eth(1, 2).vlan(5).ip(V4.peer, V4.pod).tcp(5000, 80, SYN)).dropped(Drop.NOT_IP);
    assertThat(lab.openingFlows.entries()).isEmpty();
    lab.put(Pod.open());
    lab.toPod(Packet.eth(1, 2).payload(0x88cc, 60)).passed();
  }
}
