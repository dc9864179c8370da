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

  @Test
  void clusterNetworkPoliciesAreThereFromTheStart() throws Exception {
    kubectl.file(
        "policy.yaml",
        """
        apiVersion: policy.networking.k8s.io/v1alpha2
        kind: ClusterNetworkPolicy
        metadata: {name: guard}
        spec:
          tier: Admin
          priority: 7
          subject: {namespaces: {}}
          egress:
          - action: Deny
            to: [{networks: [169.254.169.254/32]}]
        """);
    assertThat(kubectl("apply -f policy.yaml"))
        .isEqualTo("clusternetworkpolicy.policy.networking.k8s.io/guard created\n");
    assertThat(kubectl("apply -f policy.yaml"))
        .isEqualTo("clusternetworkpolicy.policy.networking.k8s.io/guard unchanged\n");
    assertThat(kubectl("get cnp")).contains("TIER", "PRIORITY").containsPattern("guard +Admin +7");
    assertThat(kubectl("explain cnp.spec.egress.to")).contains("networks", "domainNames");
    assertThat(kubectl("patch cnp guard --type=merge -p {\"spec\":{\"priority\":1001}}"))
        .contains("should be less than or equal to 1000");
    assertThat(kubectl("get crd")).contains("clusternetworkpolicies.policy.networking.k8s.io");
    assertThat(kubectl("delete cnp guard")).contains("\"guard\" deleted");
  }
}
