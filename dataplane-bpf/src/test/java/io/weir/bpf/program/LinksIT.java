package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.KernelError;
import io.weir.bpf.Fixture;
import io.weir.bpf.KernelTest;
import io.weir.bpf.sys.Cgroups;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LinksIT {
  private Path bpffs;
  private Path pin;
  private Path cgroup;
  private LoadedObject object;
  private ServerSocket server;

  @BeforeEach
  void prepare() throws IOException {
    KernelTest.require();
    bpffs = KernelTest.bpffs("links");
    pin = bpffs.resolve("connect4");
    cgroup = emptyCgroup("weir-bpf-it");
    object = BpfObject.open(Fixture.OBJECT).load();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void clean() throws IOException {
    if (object != null) {
      server.close();
      object.close();
      KernelTest.release(bpffs);
      Files.delete(cgroup);
    }
  }

  private static Path emptyCgroup(String name) throws IOException {
    Path directory = Cgroups.mount().orElseThrow().resolve(name);
    Files.deleteIfExists(directory); // of a run that crashed
    return Files.createDirectory(directory);
  }

  /** Whether a process in the cgroup can connect to the server. */
  private boolean connects() throws IOException, InterruptedException {
    String script =
        "echo $$ > %s/cgroup.procs; exec 3<>/dev/tcp/127.0.0.1/%d"
            .formatted(cgroup, server.getLocalPort());
    return new ProcessBuilder("bash", "-c", script).start().waitFor() == 0;
  }

  private LinkInfo attach(String program) {
    return Links.attachCgroup(
        object.program(program), cgroup, AttachType.CGROUP_INET4_CONNECT, pin);
  }

  @Test
  void attachingAgainSwapsTheProgramOfTheSameLink() throws Exception {
    LinkInfo first = attach("connect_allow");
    assertThat(connects()).isTrue();
    assertThat(object.counters("counters").sum(3)).isEqualTo(1);

    LinkInfo second = attach("connect_refuse");
    assertThat(connects()).isFalse();
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second)
        .isEqualTo(
            new LinkInfo(
                first.id(),
                object.program("connect_refuse").id(),
                "connect_refuse",
                Cgroups.id(cgroup),
                Optional.of(AttachType.CGROUP_INET4_CONNECT)));
    assertThat(attach("connect_refuse")).isEqualTo(second);
  }

  @Test
  void pinnedLinkOutlivesTheObjectUntilDetached() throws Exception {
    attach("connect_refuse");
    object.close();
    assertThat(connects()).isFalse();

    assertThat(Links.info(pin)).map(LinkInfo::programName).contains("connect_refuse");
    assertThat(Links.detach(pin)).isTrue();
    assertThat(connects()).isTrue();
    assertThat(Links.detach(pin)).isFalse();
    assertThat(Links.info(pin)).isEmpty();
    object = BpfObject.open(Fixture.OBJECT).load();
  }

  @Test
  void pinOfAnotherCgroupIsReplaced() throws Exception {
    Path gone = emptyCgroup("weir-bpf-it-gone");
    LinkInfo old =
        Links.attachCgroup(
            object.program("connect_refuse"), gone, AttachType.CGROUP_INET4_CONNECT, pin);
    Files.delete(gone);

    LinkInfo fresh = attach("connect_refuse");

    assertThat(fresh.id()).isNotEqualTo(old.id());
    assertThat(Links.info(pin)).contains(fresh);
    assertThat(connects()).isFalse();
    try (var pins = Files.list(bpffs)) {
      assertThat(pins).contains(pin).noneMatch(p -> p.toString().endsWith("_new"));
    }
  }

  @Test
  void linkOfARemovedCgroupCanBeDetached() throws Exception {
    Path gone = emptyCgroup("weir-bpf-it-gone");
    Links.attachCgroup(
        object.program("connect_refuse"), gone, AttachType.CGROUP_INET4_CONNECT, pin);
    Files.delete(gone);

    assertThat(Links.info(pin)).isPresent();
    assertThat(Links.detach(pin)).isTrue();
    assertThat(pin).doesNotExist();
  }

  @Test
  void failureNamesProgramAndCgroup() {
    Path absent = cgroup.resolve("absent");
    assertThatThrownBy(() ->
            Links.attachCgroup(
                object.program("connect_allow"), absent, AttachType.CGROUP_INET4_CONNECT, pin))
        .isInstanceOfSatisfying(KernelError.class, e -> assertThat(e.errno()).isEqualTo("ENOENT"))
        .hasMessageContaining("connect_allow")
        .hasMessageContaining(absent.toString());
    assertThatThrownBy(() ->
            Links.attachCgroup(
                object.program("connect_allow"), cgroup, AttachType.CGROUP_UDP4_SENDMSG, pin))
        .isInstanceOf(KernelError.class)
        .hasMessageContaining("as CGROUP_UDP4_SENDMSG: EINVAL");
    assertThat(pin).doesNotExist();
  }
}
