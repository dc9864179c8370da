package io.weir.agent.http;

import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.BackendRow;
import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.agent.observe.Snapshots;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyQuestion;
import io.weir.values.Family;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Fixed answers about one Service, shop/web, at 10.96.0.10:80. */
public final class FakeQueries extends FakeFlows implements AgentQueries {
  private static final BackendRow LOCAL =
      new BackendRow(
          "10.1.0.5:8080",
          true,
          true,
          false,
          true,
          Optional.of("worker-1"),
          Optional.of("zone-a"),
          List.of("cluster", "local", "serving"),
          "");
  private static final BackendRow DRAINING =
      new BackendRow(
          "10.1.1.9:8080",
          false,
          true,
          true,
          false,
          Optional.of("worker-2"),
          Optional.empty(),
          List.of("serving"),
          "terminating, and others are ready");

  @Override
  public CompletableFuture<List<ServiceRow>> services() {
    return CompletableFuture.completedFuture(
        List.of(
            new ServiceRow(
                "shop",
                "web",
                List.of("10.96.0.10", "fd00:96::10", "203.0.113.7"),
                List.of("80:30080/TCP", "53/UDP"),
                3,
                1,
                0),
            new ServiceRow("default", "empty", List.of("10.96.0.99"), List.of("80/TCP"), 0, 0, 2)));
  }

  @Override
  public CompletableFuture<Optional<ServiceDetail>> service(ObjectName name) {
    return CompletableFuture.completedFuture(
        Optional.of(detail()).filter(d -> name.equals(new ObjectName("shop", "web"))));
  }

  private static ServiceDetail detail() {
    return new ServiceDetail(
        "shop",
        "web",
        "5f2b",
        List.of(
            new ServiceDetail.Port(
                "http",
                Protocol.TCP,
                Family.IPV4,
                "Cluster",
                "Local",
                10800,
                32000,
                List.of(
                    new ServiceDetail.FrontendRow(
                        "ClusterIP", "10.96.0.10:80", List.of(), true, "", "local"),
                    new ServiceDetail.FrontendRow(
                        "NodePort", "*:30080", List.of(), true, "", "local"),
                    new ServiceDetail.FrontendRow(
                        "LoadBalancerIP",
                        "203.0.113.7:80",
                        List.of("198.51.100.0/24"),
                        false,
                        "claimed by default/older",
                        "no_local")),
                List.of(LOCAL, DRAINING))),
        Snapshots.healthy().faults());
  }

  @Override
  public CompletableFuture<WhyAnswer> why(WhyQuestion question) {
    boolean known = question.address().toString().equals("10.96.0.10:80");
    return CompletableFuture.completedFuture(
        known
            ? new WhyAnswer(
                WhyAnswer.Outcome.TRANSLATED,
                Optional.of("shop/web:http/TCP"),
                Optional.of("ClusterIP 10.96.0.10:80"),
                List.of(
                    new WhyAnswer.Step("frontend", "ClusterIP of shop/web"),
                    new WhyAnswer.Step("internalTrafficPolicy", "Cluster: 1 of 2 are used")),
                List.of(LOCAL, DRAINING),
                List.of("10.1.0.5:8080"),
                "",
                question.from().filter("198.51.100.7"::equals).map(FakeQueries::way).stream()
                    .toList())
            : new WhyAnswer(
                WhyAnswer.Outcome.NOT_A_SERVICE,
                Optional.empty(),
                Optional.empty(),
                List.of(new WhyAnswer.Step("frontend", "no Service claims it")),
                List.of(),
                List.of(),
                "is the Service known? weir service ls",
                List.of()));
  }

  private static WhyAnswer.Way way(String client) {
    return new WhyAnswer.Way(
        "10.1.0.5:8080", "local", "pod", "worker-1", client, "from here, straight to the client");
  }
}
