package io.weir.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PodStatusTest {
  private static JsonNode pod(String yaml) {
    return Json.parseYaml(yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSidecarLastsAndAnInitContainerDoesNot() {
    JsonNode pod =
        pod(
            """
            spec:
              initContainers: [{name: once}, {name: sidecar, restartPolicy: Always}]
              containers: [{name: app}]
            """);
    assertThat(PodStatus.lasting(pod))
        .extracting(c -> c.path("name").asString())
        .containsExactly("sidecar", "app");
  }

  @Test
  void aPodThatIsOverKeepsItsAddressesAndStaysOver() {
    JsonNode pod =
        pod(
            """
            metadata: {annotations: {weir.io/sandbox-finished: Succeeded}}
            status:
              phase: Running
              podIP: 10.244.1.2
              conditions: [{type: Ready, status: "True"}]
              containerStatuses: [{name: c, ready: true, state: {running: {}}}]
            """);
    assertThat(PodStatus.end(pod)).contains("Succeeded");
    ObjectNode status = PodStatus.ended(pod, "Succeeded");
    assertThat(Json.text(status, "podIP")).isEqualTo("10.244.1.2");
    assertThat(status.toString())
        .contains("\"phase\":\"Succeeded\"", "\"reason\":\"Completed\"", "\"ready\":false");
    assertThat(PodStatus.end(Json.object().set("status", status))).contains("Succeeded");
    assertThat(PodStatus.end(pod("{status: {phase: Running}}"))).isEmpty();
  }
}
