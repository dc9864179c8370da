package io.weir.bpf.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessNamespacesTest {
  private static final int WALKS = 300;

  @TempDir private Path cgroup;

  @Test
  void aProcessInANestedCgroupIsFound() throws IOException {
    Path nested = Files.createDirectories(cgroup.resolve("pod/container"));
    Files.writeString(nested.resolve("cgroup.procs"), ProcessHandle.current().pid() + "\n");
    assertThat(walk()).as("our own namespace, once").isEqualTo(1);
  }

  @Test
  void cgroupsThatVanishWhileTheyAreWalkedDoNotEndTheWalk() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread containers = Thread.ofPlatform().start(() -> comeAndGo(over));
    try {
      for (int i = 0; i < WALKS; i++) {
        assertThat(walk()).isEqualTo(1);
      }
    } finally {
      over.set(true);
      containers.join();
    }
  }

  private void comeAndGo(AtomicBoolean over) {
    for (int i = 0; !over.get(); i++) {
      try {
        Path container = Files.createDirectories(cgroup.resolve("pod" + i % 8 + "/container"));
        Files.delete(container);
        Files.delete(container.getParent());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private int walk() {
    List<NetworkNamespace> found = ProcessNamespaces.below(cgroup);
    found.forEach(NetworkNamespace::close);
    return found.size();
  }
}
