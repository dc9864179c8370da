package io.weir.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables follow from what is there, not from how it came to be. */
class HistoryProperties {
  private static final int CLUSTERS = 80;
  private static final int CHANGES = 60;

  @Test
  void everyHistoryOfAClusterEndsInTheTablesMadeFromScratch() {
    long seed = PolicyProperties.seed("history");
    for (int i = 0; i < CLUSTERS; i++) {
      Pick pick = new Pick(~(seed + i));
      RandomChanges changes = new RandomChanges(seed + i);
      TableImage lived = lived(changes, pick);
      assertThat(lived.whole()).as("seed=%d", seed + i).isTrue();
      TableImage fresh = new TableImage();
      CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE);
      List<Change> state = new ArrayList<>(state(changes.cluster));
      Collections.shuffle(state, pick.random());
      state.forEach(compiled::take);
      settle(compiled, fresh);
      assertSame(seed + i, lived, fresh);
    }
  }

  @Test
  void whatCameAndWentLeavesNothing() {
    long seed = PolicyProperties.seed("nothing left");
    for (int i = 0; i < CLUSTERS; i++) {
      RandomChanges changes = new RandomChanges(seed + i);
      Pick pick = new Pick(~(seed + i));
      CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE);
      TableImage image = new TableImage();
      changes.beginning().forEach(compiled::take);
      settle(compiled, image);
      List<Change> ends = new ArrayList<>(ends(changes.cluster));
      Collections.shuffle(ends, pick.random());
      for (Change end : ends) {
        compiled.take(end);
        if (pick.chance(50)) {
          settle(compiled, image);
        }
      }
      settle(compiled, image);
      assertSame(seed + i, image, new TableImage());
    }
  }

  @Test
  void nothingNewChangesNothing() {
    long seed = PolicyProperties.seed("nothing new");
    for (int i = 0; i < CLUSTERS; i++) {
      RandomChanges changes = new RandomChanges(seed + i);
      CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE);
      changes.beginning().forEach(compiled::take);
      settle(compiled, new TableImage());
      state(changes.cluster).forEach(compiled::take);
      TableImage image = new TableImage();
      settle(compiled, image);
      assertSame(seed + i, image, new TableImage());
    }
  }

  /** Told now one by one, now many at once, some twice. */
  private static TableImage lived(RandomChanges changes, Pick pick) {
    TableImage image = new TableImage();
    CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE);
    changes.beginning().forEach(compiled::take);
    for (int i = 0; i < CHANGES; i++) {
      Change change = changes.next();
      compiled.take(change);
      if (pick.chance(20)) {
        compiled.take(change);
      }
      if (pick.chance(50)) {
        settle(compiled, image);
      }
    }
    settle(compiled, image);
    return image;
  }

  private static void settle(CompiledCluster compiled, TableImage image) {
    do {
      image.apply(compiled.drain());
      compiled.confirm();
    } while (compiled.awaitsDrain());
  }

  private static void assertSame(long seed, TableImage found, TableImage expected) {
    Map<String, String> right = expected.content();
    found
        .content()
        .forEach((entry, content) ->
            assertThat(content)
                .as("seed=%d %s", seed, entry)
                .isEqualTo(right.getOrDefault(entry, "absent")));
    assertThat(found.content()).hasSameSizeAs(right);
  }

  private static List<Change> state(Cluster cluster) {
    List<Change> state = new ArrayList<>();
    cluster.pods.values().forEach(p -> state.add(new Change.PodIs(p)));
    cluster.namespaces.values().forEach(n -> state.add(new Change.NamespaceIs(n)));
    cluster.nodes.values().forEach(n -> state.add(new Change.NodeIs(n)));
    cluster.policies.values().forEach(p -> state.add(new Change.PolicyIs(p)));
    cluster.clusterPolicies.values().forEach(p -> state.add(new Change.ClusterPolicyIs(p)));
    return state;
  }

  private static List<Change> ends(Cluster cluster) {
    List<Change> ends = new ArrayList<>();
    cluster.pods.keySet().forEach(p -> ends.add(new Change.PodGone(p)));
    cluster.namespaces.keySet().forEach(n -> ends.add(new Change.NamespaceGone(n)));
    cluster.nodes.keySet().forEach(n -> ends.add(new Change.NodeGone(n)));
    cluster.policies.keySet().forEach(p -> ends.add(new Change.PolicyGone(p)));
    cluster.clusterPolicies.keySet().forEach(p -> ends.add(new Change.PolicyGone(p)));
    return ends;
  }
}
