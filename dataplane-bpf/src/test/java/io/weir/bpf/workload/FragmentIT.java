package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.packet.Packet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Pieces of packets: only the first has ports, the others follow it. */
class FragmentIT extends WorkloadCase {
  private static final int ID = 0x1234;

  @BeforeEach
  void allowDns() {
    enforce(Rules.isolated().then(accept().on(PortRange.udp(53))));
  }

  private static List<Packet> pieces(Packet packet) {
    List<Packet> pieces = packet.fragments(ID, 48);
    assertThat(pieces).hasSize(3);
    return pieces;
  }

  private static Packet dns(Family family) {
    return family.in(family.peer).udp(5000, 53).payload(120);
  }

  @BothFamilies
  void laterPiecesFollowTheFirst(Family family) {
    List<Packet> pieces = pieces(dns(family));
    lab.toPod(pieces.get(0)).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    lab.toPod(pieces.get(1)).passed(FORWARDED_TO_POD);
    lab.toPod(pieces.get(2)).passed(FORWARDED_TO_POD);
    lab.toPod(pieces.get(1)).passed(FORWARDED_TO_POD);
  }

  @BothFamilies
  @Provokes(Drop.FRAGMENT_WITHOUT_FIRST)
  void pieceThatComesBeforeTheFirstIsDropped(Family family) {
    List<Packet> pieces = pieces(dns(family));
    lab.toPod(pieces.get(2)).dropped(Drop.FRAGMENT_WITHOUT_FIRST);
    lab.toPod(pieces.get(0)).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    lab.toPod(pieces.get(2)).passed(FORWARDED_TO_POD);
  }

  @BothFamilies
  @Provokes(Drop.FRAGMENT_WITHOUT_FIRST)
  void piecesOfOtherPacketsDoNotFollow(Family family) {
    lab.toPod(pieces(dns(family)).getFirst()).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    Packet later = family.in(family.peer).fragment(ID + 1, 48, true).payload(17, 48);
    lab.toPod(later).dropped(Drop.FRAGMENT_WITHOUT_FIRST);
    lab.toPod(family.in(family.other).fragment(ID, 48, true).payload(17, 48))
        .dropped(Drop.FRAGMENT_WITHOUT_FIRST);
    lab.fromPod(family.out(family.peer).fragment(ID, 48, true).payload(17, 48))
        .dropped(Drop.FRAGMENT_WITHOUT_FIRST);
  }

  @BothFamilies
  void piecesOfWhatIsDeniedAreDenied(Family family) {
    List<Packet> pieces = pieces(family.in(family.peer).udp(5000, 54).payload(120));
    pieces.forEach(piece -> lab.toPod(piece).dropped(Drop.ISOLATED));
    List<Packet> tcp = pieces(family.in(family.peer).tcp(5000, 53, SYN).payload(110));
    tcp.forEach(piece -> lab.toPod(piece).dropped(Drop.ISOLATED));
  }

  @BothFamilies
  void answersMayComeInPieces(Family family) {
    lab.fromPod(family.out(family.peer).udp(6000, 53)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    for (Packet piece : pieces(family.in(family.peer).udp(53, 6000).payload(120))) {
      lab.toPod(piece).passed(FORWARDED_TO_POD);
    }
  }

  @BothFamilies
  void echoesInPiecesAreOneFlow(Family family) {
    enforce(Rules.isolated().then(accept()));
    List<Packet> pieces = pieces(family.out(family.peer).icmp().echoRequest(9, 1).payload(120));
    lab.fromPod(pieces.get(0)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.fromPod(pieces.get(1)).passed(FORWARDED_FROM_POD);
    lab.fromPod(pieces.get(2)).passed(FORWARDED_FROM_POD);
  }

  @BothFamilies
  @Provokes(Drop.BAD_HEADER)
  void firstPieceHasAllHeaders(Family family) {
    lab.toPod(family.in(family.peer).fragment(ID, 0, true).payload(17, 0)).dropped(Drop.BAD_HEADER);
    List<Packet> tiny = family.in(family.peer).tcp(5000, 53, SYN).payload(20).fragments(ID, 8);
    lab.toPod(tiny.get(0)).dropped(Drop.BAD_HEADER);
    lab.toPod(tiny.get(1)).dropped(Drop.BAD_HEADER);
    lab.toPod(tiny.get(2)).dropped(Drop.FRAGMENT_WITHOUT_FIRST);
  }

  @BothFamilies
  void pieceThatIsTheWholePacketIsNoPiece(Family family) {
    lab.toPod(family.in(family.peer).fragment(ID, 0, false).udp(5000, 53))
        .passed(FORWARDED_TO_POD, FLOWS_OPENED);
  }

  @BothFamilies
  void withoutPolicyPiecesPassInAnyOrder(Family family) {
    lab.put(Pod.open());
    List<Packet> pieces = pieces(family.out(family.peer).udp(5000, 53).payload(120));
    pieces.reversed().forEach(piece -> lab.fromPod(piece).passed());
  }
}
