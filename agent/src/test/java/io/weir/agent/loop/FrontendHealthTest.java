package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.FrontendCount;
import io.weir.service.compile.Backend;
import io.weir.service.compile.Backends;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.CompiledService;
import io.weir.service.compile.Frontend;
import io.weir.service.model.External;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontendHealthTest {
  private static final ObjectName WEB = new ObjectName("shop", "web");

  /** One row for each backend set: L on this node, R elsewhere. */
  @ParameterizedTest
  @CsvSource({
    "RL, L, false, false, LOCAL, LOCAL",
    "RR, '', false, false, REMOTE, REMOTE",
    "RR, '', false, true, REMOTE, NO_LOCAL",
    "RR, '', true, false, NO_LOCAL, REMOTE",
    "RL, L, true, true, LOCAL, LOCAL",
    "'', L, true, false, LOCAL, NONE",
    "'', '', false, false, NONE, NONE",
    "'', '', true, true, NONE, NONE",
  })
  void clientsInsideAndOutsideFindTheirSet(
      String cluster,
      String local,
      boolean internalLocal,
      boolean externalLocal,
      FrontendHealth inside,
      FrontendHealth outside) {
    CompiledPort port = port(cluster, local, internalLocal, externalLocal);

    assertThat(FrontendHealth.of(port, port.frontends().getFirst())).isEqualTo(inside);
    assertThat(FrontendHealth.of(port, port.frontends().getLast())).isEqualTo(outside);
  }

  @Test
  void aServiceThatChangesIsCountedOnce() {
    ServiceTotals totals = new ServiceTotals();
    totals.put(service(port("RR", "", false, true)));
    assertThat(counted(totals))
        .containsExactly(
            new FrontendCount("cluster_ip", "remote", 1),
            new FrontendCount("node_port", "no_local", 1));

    totals.put(service(port("RL", "L", false, true)));
    assertThat(counted(totals))
        .containsExactly(
            new FrontendCount("cluster_ip", "local", 1),
            new FrontendCount("node_port", "local", 1));

    totals.remove(WEB);
    assertThat(counted(totals)).isEmpty();
  }

  private static List<FrontendCount> counted(ServiceTotals totals) {
    List<FrontendCount> all = totals.counts(0, 0).frontendsByBackends();
    assertThat(all).as("every kind and every state, also what is nought").hasSize(16);
    return all.stream().filter(c -> c.frontends() > 0).toList();
  }

  private static CompiledService service(CompiledPort port) {
    return new CompiledService(WEB, "uid", 0, List.of(port), List.of());
  }

  private static CompiledPort port(
      String cluster, String local, boolean internalLocal, boolean externalLocal) {
    return new CompiledPort(
        new ServicePort(WEB, "", Protocol.TCP),
        Family.IPV4,
        List.of(new Frontend.ClusterIp(at("10.96.0.1", 80)), new Frontend.NodePort(30080)),
        new Backends(
            backends(cluster), backends(local), List.of(), !cluster.isEmpty() || !local.isEmpty()),
        internalLocal,
        externalLocal,
        0,
        0,
        External.DEFAULT);
  }

  private static List<Backend> backends(String where) {
    List<Backend> backends = new ArrayList<>();
    for (int i = 0; i < where.length(); i++) {
      boolean here = where.charAt(i) == 'L';
      backends.add(new Backend(at("10.1.0." + (i + 1), 8080), true, here, here ? "n" : "m"));
    }
    return backends;
  }

  private static L4Address at(String ip, int port) {
    return new L4Address(IpAddress.parse(ip).orElseThrow(), port);
  }
}
