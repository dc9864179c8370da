package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import java.util.List;

/** The Service through which the API server is reached. */
final class KubernetesService {
  private KubernetesService() {}

  static List<ClusterEvent> events(ObjectName name, String apiServer) {
    return List.of(
        new ClusterEvent.ServiceChanged(
            new ServiceFacts(
                name,
                "uid",
                1,
                "ClusterIP",
                "10.96.0.1",
                List.of("10.96.0.1"),
                List.of("IPv4"),
                List.of(new ServiceFacts.Port("https", "TCP", 443, 0)),
                List.of(),
                List.of(),
                List.of(),
                "Cluster",
                "",
                "None",
                0,
                0,
                ServiceFacts.Annotations.NONE)),
        new ClusterEvent.SliceChanged(
            new EndpointSliceFacts(
                name,
                name.name(),
                "IPv4",
                "1",
                List.of(new EndpointSliceFacts.Port("https", "TCP", 6443)),
                List.of(
                    new EndpointSliceFacts.Endpoint(
                        apiServer, true, true, false, "", List.of(), List.of())),
                "")));
  }
}
