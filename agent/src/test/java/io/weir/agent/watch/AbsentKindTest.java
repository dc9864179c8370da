package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.ClusterNetworkPolicyChanged;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.ClusterEvent.Listed;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A kind whose definition is not installed, installed later, and removed. */
class AbsentKindTest {
  private static final String POLICY =
      "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"3\"},\"spec\":{\"tier\":\"Admin\"}}";

  private static void absent(FakeApi.Reply reply) throws IOException {
    reply.status(404).raw("404 page not found\n");
  }

  @Test
  void withoutItsDefinitionAKindIsListedAsEmptyOnceAndIsAskedForAgain() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.CLUSTER_NETWORK_POLICY,
            AbsentKindTest::absent,
            AbsentKindTest::absent,
            AbsentKindTest::absent,
            reply -> reply.status(200).event("ADDED", POLICY).initialEnd("7").silence())) {
      assertThat(watched.next(Listed.class).keys()).isEmpty();
      assertThat(watched.next(ClusterNetworkPolicyChanged.class).policy().tier())
          .isEqualTo("Admin");
      assertThat(watched.next(Listed.class).keys()).containsExactly("a");
      assertThat(watched.status().served()).isTrue();
      assertThat(watched.status().restarts()).as("nothing failed").isZero();
    }
  }

  @Test
  void theStatusTellsThatTheKindIsNotServed() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.CLUSTER_NETWORK_POLICY,
            AbsentKindTest::absent,
            AbsentKindTest::absent,
            FakeApi.Reply::silence)) {
      watched.next(Listed.class);
      watched.api.request();
      watched.api.request();
      watched.api.request();
      assertThat(watched.status().served()).isFalse();
      assertThat(watched.status().synced()).isTrue();
    }
  }

  @Test
  void aKindThatGoesMissingForAMomentTakesNoPolicyWithIt() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.CLUSTER_NETWORK_POLICY,
            reply -> reply.status(200).event("ADDED", POLICY).initialEnd("7"),
            AbsentKindTest::absent,
            reply -> reply.status(200).event("ADDED", POLICY).initialEnd("8").silence())) {
      watched.next(ClusterNetworkPolicyChanged.class);
      watched.next(Listed.class);
      watched.next(ClusterNetworkPolicyChanged.class);
      assertThat(watched.next(Listed.class).keys()).containsExactly("a");
    }
  }

  @Test
  void aKindThatStaysAwayTakesItsPoliciesWithIt() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.CLUSTER_NETWORK_POLICY,
            reply -> reply.status(200).event("ADDED", POLICY).initialEnd("7"),
            AbsentKindTest::absent,
            AbsentKindTest::absent)) {
      watched.next(ClusterNetworkPolicyChanged.class);
      watched.next(Listed.class);
      assertThat(watched.next(Listed.class).keys()).isEmpty();
    }
  }

  @Test
  void aBuiltInKindThatIsNotFoundIsAFailureAndDeletesNothing() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NETWORK_POLICY,
            AbsentKindTest::absent,
            reply -> reply.status(200).initialEnd("7").silence())) {
      watched.next(Listed.class);
      assertThat(watched.status().restarts()).isEqualTo(1);
    }
  }
}
