package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of both kinds and what they select by, through kubectl. */
class PolicyKubectlTest {
  private final TestApi api = new TestApi(ApiOptions.defaults());
  @TempDir Path home;
  private Kubectl kubectl;

  @BeforeEach
  void kubectl() throws IOException {
    kubectl = Kubectl.of(api, home);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String kubectl(String words) throws IOException, InterruptedException {
    return kubectl.run(words, Map.of());
  }

  @Test
  void networkPoliciesAreKeptAndShown() throws Exception {
    kubectl.file(
        "policy.yaml",
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db}
        spec:
          podSelector:
            matchLabels: {app: db}
            matchExpressions: [{key: tier, operator: NotIn, values: [b, a]}]
          ingress:
          - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]
            ports: [{port: 5432, protocol: TCP}]
        """);
    assertThat(kubectl("apply -f policy.yaml"))
        .isEqualTo("networkpolicy.networking.k8s.io/db created\n");
    assertThat(kubectl("apply -f policy.yaml"))
        .isEqualTo("networkpolicy.networking.k8s.io/db unchanged\n");
    assertThat(kubectl("get netpol"))
        .contains("POD-SELECTOR", "app=db,tier notin (a,b)")
        .contains("AGE");
    assertThat(kubectl("describe netpol db"))
        .contains("To Port: 5432/TCP", "Not affecting egress traffic", "Policy Types: Ingress");
    assertThat(kubectl("explain netpol")).contains("KIND:       NetworkPolicy");
    assertThat(
            kubectl(
                "patch netpol db --type=json"
                    + " -p [{\"op\":\"replace\",\"path\":\"/spec/ingress/0/ports/0/port\",\"value\":0}]"))
        .contains("spec.ingress[0].ports[0].port: Invalid value: 0");
    assertThat(kubectl("get ns default -o jsonpath={.metadata.labels}"))
        .isEqualTo("{\"kubernetes.io/metadata.name\":\"default\"}");
    assertThat(kubectl("delete netpol db"))
        .startsWith("networkpolicy.networking.k8s.io \"db\" deleted");
  }
}
