package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.ClusterEvent.Listed;
import io.weir.agent.model.ClusterEvent.ServiceCidrChanged;
import io.weir.agent.model.ClusterEvent.ServiceCidrDeleted;
import io.weir.values.IpPrefix;
import org.junit.jupiter.api.Test;

/** ServiceCIDRs as they are watched; before Kubernetes 1.33 an API server has none. */
class ServiceCidrTest {
  private static String object(String spec) {
    return "{\"metadata\":{\"name\":\"kubernetes\",\"resourceVersion\":\"3\"},\"spec\":"
        + spec
        + ",\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}";
  }

  @Test
  void rangesComeChangeAndGoWithTheirObject() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.SERVICE_CIDR,
            reply ->
                reply
                    .status(200)
                    .event("ADDED", object("{\"cidrs\":[\"10.96.0.0/12\",\"fd00:96::/112\"]}"))
                    .initialEnd("7")
                    .event("DELETED", object("{}"))
                    .silence())) {
      assertThat(watched.api.request().target())
          .startsWith("/apis/networking.k8s.io/v1/servicecidrs?");
      ServiceCidrChanged changed = watched.next(ServiceCidrChanged.class);
      assertThat(changed.name()).isEqualTo("kubernetes");
      assertThat(changed.ranges())
          .extracting(IpPrefix::toString)
          .containsExactly("10.96.0.0/12", "fd00:96::/112");
      assertThat(watched.next(Listed.class).keys()).containsExactly("kubernetes");
      assertThat(watched.next(ServiceCidrDeleted.class).name()).isEqualTo("kubernetes");
    }
  }

  @Test
  void whatIsNoRangeIsLeftOutAndAnObjectOfOddFormIsSteppedOver() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.SERVICE_CIDR,
            reply ->
                reply
                    .status(200)
                    .event("ADDED", object("{\"cidrs\":[\"none\",\"10.96.0.0/12\"]}"))
                    .event("MODIFIED", object("{\"cidrs\":{}}"))
                    .event("MODIFIED", object("{}"))
                    .initialEnd("7")
                    .silence())) {
      assertThat(watched.next(ServiceCidrChanged.class).ranges()).hasSize(1);
      assertThat(watched.next(ServiceCidrChanged.class).ranges()).isEmpty();
      watched.next(Listed.class);
      assertThat(watched.unreadable).hasSize(2); // that it is, and that it is not any more
    }
  }

  @Test
  void aServerWithoutTheKindHoldsNothingUp() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.SERVICE_CIDR,
            reply -> reply.status(404).raw("404 page not found\n"),
            FakeApi.Reply::silence)) {
      assertThat(watched.next(Listed.class).keys()).isEmpty();
      assertThat(watched.status().synced()).isTrue();
      assertThat(watched.status().restarts()).isZero();
    }
  }
}
