package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How pods of this node find their way into the maps. */
class NodeSyncTest {
  private final MemoryKernel kernel = new MemoryKernel(4, 16);
  private final Map<String, Long> cgroups = new HashMap<>();
  private final ClusterState state =
      new ClusterState(
          Cluster.NODE, new Faults(), new ProgrammingLatency(Instant.EPOCH), PolicyInput.NONE);
  private int looks;
  private final NodeSync node =
      new NodeSync(
          state,
          kernel.node(),
          List.of(),
          uids -> {
            looks++;
            return cgroups;
          });

  private void turn(ClusterEvent... events) {
    Dirty dirty = new Dirty();
    for (ClusterEvent event : events) {
      state.apply(event, dirty);
    }
    node.sync(dirty, failure -> {});
  }

  private static ClusterEvent pod(String name) {
    return new ClusterEvent.PodChanged(Cluster.pod(name, Cluster.NODE));
  }

  @Test
  void aPodIsKnownAsSoonAsItsCgroupIs() {
    turn(pod("a"));
    assertThat(kernel.pods.entries).isEmpty();
    assertThat(node.awaitsCgroups()).isTrue();

    cgroups.put("uid-a", 7L);
    turn();
    assertThat(kernel.pods.entries).containsOnlyKeys(7L);
    assertThat(kernel.optedOut).isEqualTo(1);
    assertThat(node.awaitsCgroups()).isFalse();
  }

  @Test
  void aCgroupThatDoesNotComeIsLookedForLessOften() {
    turn(pod("static"));
    for (int turn = 0; turn < 1000; turn++) {
      turn();
    }
    assertThat(node.awaitsCgroups()).isFalse();
    assertThat(looks).isBetween(50, 200);

    turn(pod("new"));
    assertThat(node.awaitsCgroups()).as("another pod is looked for as eagerly").isTrue();

    cgroups.put("uid-static", 7L);
    cgroups.put("uid-new", 8L);
    turn();
    assertThat(kernel.pods.entries).containsOnlyKeys(7L, 8L);
  }
}
