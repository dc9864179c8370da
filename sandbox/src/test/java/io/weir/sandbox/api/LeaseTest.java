package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a leader election does with a Lease: take it, renew it, and lose a race for it. */
class LeaseTest {
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
  private static final String LEASE =
      """
      {"metadata":{"name":"weir","resourceVersion":"%s"},"spec":{"holderIdentity":"%s",
       "leaseDurationSeconds":15,"leaseTransitions":0,"acquireTime":"2026-11-24T03:00:00.000001Z",
       "renewTime":"2026-11-24T03:00:00.000001Z"}}\
      """;
  private final TestApi api = new TestApi(ApiOptions.defaults());

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void oneOfTwoWritersThatReadTheSameLeaseHasIt() {
    assertThat(api.get(LEASES + "/weir").code()).isEqualTo(404);
    TestApi.Reply taken = api.post(LEASES, LEASE.formatted("", "a"));
    assertThat(taken.code()).isEqualTo(201);
    assertThat(taken.text("spec.renewTime")).isEqualTo("2026-11-24T03:00:00.000001Z");
    assertThat(api.post(LEASES, LEASE.formatted("", "b")).code()).isEqualTo(409);

    String read = taken.text("metadata.resourceVersion");
    assertThat(api.put(LEASES + "/weir", LEASE.formatted(read, "b")).code()).isEqualTo(200);
    TestApi.Reply late = api.put(LEASES + "/weir", LEASE.formatted(read, "c"));
    assertThat(late.code()).isEqualTo(409);
    assertThat(api.get(LEASES + "/weir").text("spec.holderIdentity")).isEqualTo("b");
  }

  @Test
  void aPatchThatNamesAnOldVersionIsRefused() {
    String first = api.post(LEASES, LEASE.formatted("", "a")).text("metadata.resourceVersion");
    String patch =
        "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"holderIdentity\":\"%s\"}}";
    TestApi.Reply renewed = api.patch("merge", LEASES + "/weir", patch.formatted(first, "b"));
    assertThat(renewed.code()).isEqualTo(200);
    assertThat(renewed.text("spec.leaseDurationSeconds")).isEqualTo("15");
    TestApi.Reply late = api.patch("merge", LEASES + "/weir", patch.formatted(first, "c"));
    assertThat(late.code()).isEqualTo(409);
  }
}
