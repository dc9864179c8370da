package io.weir.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.doctor.Finding.Verdict;
import io.weir.agent.kubeproxy.FakeTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on nodes, by files as the kernel would show them. */
class DoctorTest {
  @TempDir private Path root;
  private NodeFiles files;

  @BeforeEach
  void aNodeWithOnePod() throws IOException {
    files = new NodeFiles(root);
    write(
        "proc/net/route",
        """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
        """);
    link("eth0", 2, 2, 1500);
    link("vethA", 5, 3, 1440);
  }

  private void link(String name, int index, int peer, int mtu) throws IOException {
    write("sys/class/net/" + name + "/ifindex", index + "\n");
    write("sys/class/net/" + name + "/iflink", peer + "\n");
    write("sys/class/net/" + name + "/mtu", mtu + "\n");
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  @Test
  void podsWhosePacketsFitTheTunnelPass() throws IOException {
    assertThat(files.mtu().verdict()).isEqualTo(Verdict.PASS);
    link("vethA", 5, 3, 1441);
    assertThat(files.mtu().verdict()).isEqualTo(Verdict.WARN);
    assertThat(files.mtu().fix()).contains("give pods 1440");
  }

  @Test
  void strictReversePathsAreTold() throws IOException {
    write("proc/sys/net/ipv4/conf/all/rp_filter", "0\n");
    write("proc/sys/net/ipv4/conf/eth0/rp_filter", "1\n");
    assertThat(files.reversePath().found()).isEqualTo("strict at eth0");
    write("proc/sys/net/ipv4/conf/all/rp_filter", "2\n");
    assertThat(files.reversePath().verdict()).as("the larger one counts").isEqualTo(Verdict.PASS);
  }

  @Test
  void pinsAreForRootOnly() throws IOException {
    Path pins = Files.createDirectory(root.resolve("pins"));
    Files.setPosixFilePermissions(pins, PosixFilePermissions.fromString("rwx------"));
    Path map = Files.createFile(pins.resolve("frontends"));
    Files.setPosixFilePermissions(map, PosixFilePermissions.fromString("rw-------"));
    assertThat(PinModes.look(pins).verdict()).isEqualTo(Verdict.PASS);

    Files.setPosixFilePermissions(map, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(PinModes.look(pins).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(PinModes.look(pins).found()).isEqualTo("1 are open to others: " + map);
    assertThat(PinModes.look(root.resolve("none")).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void otherEnforcersAreKnownByWhatTheyLeave() throws IOException {
    assertThat(Enforcers.signs(Set.of("eth0", "vethA"), ":KUBE-SERVICES - [0:0]")).isEmpty();
    assertThat(Enforcers.signs(Set.of("cali0123456789a"), ":cali-FORWARD - [0:0]"))
        .containsExactly("Calico (chains cali-*)", "Calico (interface cali0123456789a)");
    assertThat(Enforcers.signs(Set.of(), "table inet kindnet-network-policies"))
        .containsExactly("kindnet (table kindnet-network-policies)");
    assertThat(Enforcers.signs(Set.of(), ":KUBE-ROUTER-INPUT - [0:0]"))
        .containsExactly("k3s or kube-router (chains KUBE-ROUTER-*)");

    assertThat(Enforcers.look(files, new FakeTools()).verdict()).isEqualTo(Verdict.PASS);
    link("cilium_host", 9, 9, 1500);
    assertThat(Enforcers.look(files, new FakeTools()).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void bpfOfEverybodyIsTold() throws IOException {
    assertThat(files.unprivilegedBpf().verdict()).isEqualTo(Verdict.PASS);
    write("proc/sys/kernel/unprivileged_bpf_disabled", "0\n");
    assertThat(files.unprivilegedBpf().verdict()).isEqualTo(Verdict.WARN);
  }
}
