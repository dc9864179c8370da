package io.weir.bpf.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.sys.Mounts.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MountsTest {
  private static Mounts of(String... lines) {
    return new Mounts(Stream.of(lines).flatMap(l -> Mounts.parse(l).stream()).toList());
  }

  @Test
  void optionalFieldsMayBeNoneOrSeveral() {
    assertThat(
            of(
                    "36 35 0:29 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
                    "37 35 0:30 / /a\\040b rw shared:1 master:2 - bpf bpf rw,mode=700",
                    "not a mount")
                .all())
        .isEqualTo(
            List.of(
                new Mount(Path.of("/sys/fs/cgroup/unified"), "cgroup2"),
                new Mount(Path.of("/a b"), "bpf")));
  }

  @Test
  void aPathLiesOnTheDeepestMountAndOfTwoOnTheUpper() {
    Mounts mounts =
        of(
            "1 0 0:1 / / rw - ext4 x rw",
            "2 1 0:2 / /sys rw - sysfs x rw",
            "3 2 0:3 / /sys/fs/bpf rw - tmpfs x rw",
            "4 3 0:4 / /sys/fs/bpf rw - bpf x rw");

    assertThat(mounts.of(Path.of("/sys/fs/bpf/weir/maps"))).map(Mount::type).contains("bpf");
    assertThat(mounts.of(Path.of("/sys/fs/bpffs"))).map(Mount::type).contains("sysfs");
    assertThat(mounts.of(Path.of("/home"))).map(Mount::type).contains("ext4");
    assertThat(mounts.first("cgroup2")).isEmpty();
  }
}
