package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.chart.Chart;
import io.weir.agent.chart.ChartCases;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What the real API server and its controllers make of the chart. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class ChartKubeIT {
  private static final String DAEMON_SET = "/apis/apps/v1/namespaces/kube-system/daemonsets/weir";
  private static final String PODS =
      "/api/v1/namespaces/kube-system/pods?labelSelector=app.kubernetes.io%2Fname%3Dweir";

  private Api api;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    Space space = new Space(api);
    api.apply(
        "/api/v1/namespaces/weir-leases",
        "{apiVersion: v1, kind: Namespace, metadata: {name: weir-leases}}");
    space.node("chart-node", "zone-a");
    api.merge(
        "/api/v1/nodes/chart-node", "{\"metadata\":{\"labels\":{\"kubernetes.io/os\":\"linux\"}}}");
  }

  @AfterEach
  void end() throws IOException {
    api.delete("/api/v1/nodes/chart-node");
    api.close();
  }

  @Test
  void theServerTakesEveryManifestAndKnowsEveryField() throws IOException {
    int seen = 0;
    for (String name : ChartCases.names()) {
      for (Manifest manifest : manifests(ChartCases.rendered(name))) {
        api.dryRun(manifest.path(), manifest.object().toString());
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(80);
  }

  @Test
  void theDaemonSetsControllerMakesAPodThatTheServerTakes() throws IOException {
    for (Manifest manifest : manifests(Chart.rendered("--set", "security.profile=full"))) {
      api.apply(manifest.path(), manifest.object().toString());
    }
    JsonNode pod =
        Awaiting.value(
            "a pod of the DaemonSet",
            () -> {
              JsonNode items = api.get(PODS).get("items");
              return items.isEmpty() ? Optional.empty() : Optional.of(items.get(0));
            });
    assertThat(pod.get("spec").get("priority").asInt()).isEqualTo(2_000_001_000);
    assertThat(pod.get("spec").get("volumes").toString()).contains("serviceAccountToken");
    api.delete(DAEMON_SET);
  }

  private static List<Manifest> manifests(String rendered) {
    return Chart.objects(rendered).stream().map(Manifest::new).filter(Manifest::served).toList();
  }
}
