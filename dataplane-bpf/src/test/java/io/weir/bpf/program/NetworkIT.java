package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.Fixture;
import io.weir.bpf.KernelTest;
import io.weir.bpf.map.PerCpuCounters;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hooks of interfaces and iterators over sockets, in a network namespace of the test's own. */
@Tag("kernel")
class NetworkIT {
  private static final int NEXT = 1;
  private static final int STOP = 2;

  private Path bpffs;
  private VethLab lab;
  private LoadedObject object;

  @BeforeEach
  void prepare() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("network");
    lab = new VethLab("weir-bpf-it");
    object = BpfObject.open(Fixture.OBJECT).load();
  }

  @AfterEach
  void clean() {
    if (object != null) {
      object.close();
      lab.close();
      KernelTest.release(bpffs);
    }
  }

  private LinkInfo attach(String program, int ifindex, TcxOrder order, Path pin) {
    return lab.namespace()
        .call(() ->
            Links.attachTcx(object.program(program), ifindex, AttachType.TCX_EGRESS, order, pin));
  }

  @Test
  void tcxProgramsRunInTheOrderAskedForAndAreSwappedInPlace() {
    int ifindex = lab.ifindex();
    PerCpuCounters counters = object.counters("counters");
    Path next = bpffs.resolve("next");
    LinkInfo attached = attach("tc_next", ifindex, new TcxOrder.Last(), next);
    assertThat(attached.target()).isEqualTo(ifindex);
    assertThat(attached.attachType()).isEqualTo(Optional.of(AttachType.TCX_EGRESS));
    lab.send();
    long seen = counters.sum(NEXT);
    assertThat(seen).isPositive();

    attach("tc_stop", ifindex, new TcxOrder.Before(next), bpffs.resolve("stop"));
    long before = counters.sum(NEXT);
    lab.send();
    assertThat(counters.sum(STOP)).isPositive();
    assertThat(counters.sum(NEXT)).isEqualTo(before);

    LoadedObject newer = BpfObject.open(Fixture.OBJECT).load();
    try (newer) {
      LinkInfo swapped =
          lab.namespace()
              .call(() ->
                  Links.attachTcx(
                      newer.program("tc_next"),
                      ifindex,
                      AttachType.TCX_EGRESS,
                      new TcxOrder.First(),
                      next));
      assertThat(swapped.id()).isEqualTo(attached.id());
      lab.send();
      assertThat(newer.counters("counters").sum(NEXT)).as("still behind tc_stop").isZero();
      assertThat(Links.detach(bpffs.resolve("stop"))).isTrue();
      lab.send();
      assertThat(newer.counters("counters").sum(NEXT)).isPositive();
    }
  }

  @Test
  void tcxFirstAndAfterAreHonoured() {
    int ifindex = lab.ifindex();
    attach("tc_next", ifindex, new TcxOrder.Last(), bpffs.resolve("next"));
    attach("tc_stop", ifindex, new TcxOrder.After(bpffs.resolve("next")), bpffs.resolve("stop"));
    lab.send();
    assertThat(object.counters("counters").sum(STOP)).isPositive();
    assertThat(object.counters("counters").sum(NEXT)).isPositive();

    Links.detach(bpffs.resolve("stop"));
    attach("tc_stop", ifindex, new TcxOrder.First(), bpffs.resolve("stop"));
    long before = object.counters("counters").sum(NEXT);
    lab.send();
    assertThat(object.counters("counters").sum(NEXT)).isEqualTo(before);
  }

  @Test
  void iteratorWalksTheNamespaceOfItsReader() throws Exception {
    try (LoadedObject iterators = BpfObject.open("iterator.bpf.o").load();
        BpfIterator iterator = Links.iterator(iterators.program("list_udp"))) {
      assertThat(lab.namespace().call(iterator::read)).isEmpty();
      try (DatagramSocket _ =
              lab.namespace().call(() -> new DatagramSocket(new InetSocketAddress(0)));
          DatagramSocket _ =
              lab.namespace().call(() -> new DatagramSocket(new InetSocketAddress(0)))) {
        assertThat(lab.namespace().call(iterator::read)).isEqualTo("udp\nudp\n");
      }
      assertThat(lab.namespace().call(iterator::read)).isEmpty();
    }
  }
}
