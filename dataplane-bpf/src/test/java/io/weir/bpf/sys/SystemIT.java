package io.weir.bpf.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.KernelError;
import io.weir.bpf.KernelTest;
import io.weir.bpf.sys.NetlinkSocket.Received;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class SystemIT {
  private static final String NAME = "weir-bpf-it-sys";
  private static final Path FILE = Path.of("/run/netns", NAME);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int GETLINK = 18;
  private static final int NEWLINK = 16;
  private static final int DONE = 3;
  private static final int REQUEST_DUMP = 0x301;
  private static final int GROUP_LINK = 1;

  @BeforeEach
  void addNamespace() {
    KernelTest.require();
    if (Files.exists(FILE)) { // of a run that crashed
      KernelTest.run("ip", "netns", "del", NAME);
    }
    KernelTest.run("ip", "netns", "add", NAME);
  }

  @AfterEach
  void deleteNamespace() {
    if (Files.exists(FILE)) {
      KernelTest.run("ip", "netns", "del", NAME);
    }
  }

  @Test
  void namespaceHasIdentityAndCookieOfItsOwn() {
    try (NetworkNamespace one = NetworkNamespace.open(FILE);
        NetworkNamespace again = NetworkNamespace.open(FILE);
        NetworkNamespace own = NetworkNamespace.current()) {
      assertThat(one.inode()).isEqualTo(again.inode()).isNotEqualTo(own.inode());
      assertThat(one.cookie()).isEqualTo(again.cookie()).isNotEqualTo(own.cookie());
      assertThat(one.cookie()).isPositive();
    }
  }

  @Test
  void taskRunsInsideAndTheCallerStaysOutside() throws Exception {
    KernelTest.run("ip", "-n", NAME, "link", "add", "inside0", "type", "veth", "peer", "inside1");
    // Java finds an interface by its address only
    KernelTest.run("ip", "-n", NAME, "addr", "add", "192.0.2.1/24", "dev", "inside0");
    try (NetworkNamespace namespace = NetworkNamespace.open(FILE)) {
      assertThat(namespace.call(() -> NetworkInterface.getByName("inside0") != null)).isTrue();
      assertThat(NetworkInterface.getByName("inside0")).isNull();
      assertThatThrownBy(() ->
              namespace.call(() -> {
                throw new IllegalArgumentException("from inside");
              }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("from inside");
    }
  }

  @Test
  void namespaceThatIsGoneIsNamed() {
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/run/netns/weir-no-such")))
        .isInstanceOf(KernelError.class)
        .hasMessage("cannot open network namespace /run/netns/weir-no-such: ENOENT");
  }

  @Test
  void netlinkDumpsTheLinksOfTheNamespace() {
    KernelTest.run("ip", "-n", NAME, "link", "add", "inside0", "type", "veth", "peer", "inside1");
    try (NetworkNamespace namespace = NetworkNamespace.open(FILE);
        NetlinkSocket socket = namespace.call(() -> NetlinkSocket.open(NetlinkSocket.ROUTE, 0))) {
      socket.receiveBuffer(1 << 20);
      ByteBuffer request = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
      request.putInt(0, 32).putShort(4, (short) GETLINK).putShort(6, (short) REQUEST_DUMP);
      socket.send(request);

      Set<Integer> indexes = new HashSet<>();
      while (!readLinks(socket.receive(PATIENCE), indexes)) {}
      assertThat(indexes).hasSize(3); // lo and both ends
      assertThat(socket.receive(Duration.ZERO)).isInstanceOf(Received.Nothing.class);
    }
  }

  /** True at the end of the dump. */
  private static boolean readLinks(Received received, Set<Integer> indexes) {
    ByteBuffer messages = ((Received.Data) received).messages();
    for (int at = 0; at < messages.limit(); at += (messages.getInt(at) + 3) / 4 * 4) {
      if (messages.getShort(at + 4) == DONE) {
        return true;
      }
      assertThat(messages.getShort(at + 4)).isEqualTo((short) NEWLINK);
      indexes.add(messages.getInt(at + 20));
    }
    return false;
  }

  @Test
  void overrunIsReportedAsSuch() {
    try (NetworkNamespace namespace = NetworkNamespace.open(FILE);
        NetlinkSocket socket =
            namespace.call(() -> NetlinkSocket.open(NetlinkSocket.ROUTE, GROUP_LINK))) {
      socket.receiveBuffer(1);
      for (int i = 0; i < 20; i++) {
        KernelTest.run("ip", "-n", NAME, "link", "set", "lo", i % 2 == 0 ? "up" : "down");
      }
      Received received = socket.receive(PATIENCE);
      while (received instanceof Received.Data) {
        received = socket.receive(Duration.ZERO);
      }
      assertThat(received).isInstanceOf(Received.Overrun.class);
    }
  }

  @Test
  void bpffsAndCgroupsAreFound() {
    Path bpffs = KernelTest.bpffs("system");
    assertThat(BpfFs.contains(bpffs.resolve("not/there/yet"))).isTrue();
    assertThat(BpfFs.contains(Path.of("/tmp"))).isFalse();
    KernelTest.release(bpffs);

    assertThat(Cgroups.mount()).hasValueSatisfying(m -> assertThat(Cgroups.id(m)).isPositive());
  }
}
