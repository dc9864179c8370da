package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.sys.Cgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods are found in a real cgroup tree, as either driver of kubelet makes it. */
@Tag("kernel")
class PodCgroupsIT {
  private static final String FIRST = "0a1b2c3d-0000-4000-8000-000000000001";
  private static final String SECOND = "0a1b2c3d-0000-4000-8000-000000000002";
  private static final String ABSENT = "0a1b2c3d-0000-4000-8000-000000000003";

  @Test
  void bothDriversNamesAreFoundAndTheAbsentAreLeftOut() throws IOException {
    try (AgentLab lab = AgentLab.open()) {
      Path systemd =
          make(
              lab,
              "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
                  + FIRST.replace('-', '_')
                  + ".slice");
      Path cgroupfs = make(lab, "kubepods/besteffort/pod" + SECOND);
      make(lab, "system.slice/podman.service");
      Files.createDirectories(cgroupfs.resolve("container"));

      assertThat(new PodCgroups(lab.cgroup()).find(Set.of(FIRST, SECOND, ABSENT)))
          .isEqualTo(Map.of(FIRST, Cgroups.id(systemd), SECOND, Cgroups.id(cgroupfs)));
    }
  }

  @Test
  void aTreeThatIsGoneHasNoPods() {
    Path gone;
    try (AgentLab lab = AgentLab.open()) {
      gone = lab.cgroup();
    }
    assertThat(new PodCgroups(gone).find(Set.of(FIRST))).isEmpty();
  }

  private static Path make(AgentLab lab, String path) throws IOException {
    return Files.createDirectories(lab.cgroup().resolve(path));
  }
}
