package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.sys.NetworkNamespace;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which backend a new connection gets. */
@Tag("kernel")
class SelectionIT {
  private static final String[] BACKENDS = {"10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.4"};
  private static final long AFFINITY_NETNS = -1;
  private static final long SECOND = 1_000_000_000;

  private SocketLab lab;
  private Puppet client;

  @BeforeEach
  void open() {
    lab = SocketLab.open();
    for (String backend : BACKENDS) {
      lab.backend(backend);
    }
    client = lab.client("pod");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private String reached() {
    client.must("socket 1 tcp 4");
    client.must("connect 1 10.96.0.1 80");
    String answer = client.must("recvfrom 1").substring("- 0 ".length());
    client.must("close 1");
    return answer;
  }

  @Test
  void connectionsSpreadOverAllBackends() {
    new LabService(lab, 1, SocketLab.TCP).cluster(BACKENDS).backends().at("10.96.0.1", 80);
    Map<String, Integer> hits = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      hits.merge(reached(), 1, Integer::sum);
    }
    // Binomial: mean 100, standard deviation 8.7; six of them, so as not to fail in a lifetime.
    assertThat(hits)
        .hasSize(BACKENDS.length)
        .allSatisfy((_, n) -> assertThat(n).isBetween(48, 152));
    assertThat(lab.counter("SOCKET_TRANSLATED")).isEqualTo(400);
  }

  @Test
  void affinityKeepsAClientOnOneBackend() {
    new LabService(lab, 1, SocketLab.TCP)
        .cluster(BACKENDS)
        .affinity(60)
        .backends()
        .at("10.96.0.1", 80);
    String first = reached();
    for (int i = 0; i < 15; i++) {
      assertThat(reached()).isEqualTo(first);
    }
  }

  @Test
  void affinityIsRefreshedByEachConnectionAndEndsWhenNoneCame() {
    preferring("MEMBER_CLUSTER");
    long before = record().lastUsed();
    assertThat(reached()).isEqualTo("10.1.0.2");
    assertThat(record().lastUsed()).isGreaterThan(before);

    records().put(key(), new Affinity(record().backend(), record().lastUsed() - 61 * SECOND));
    assertThat(reached()).isEqualTo("10.1.0.1");
    assertThat(record().backend().address()).isEqualTo(SocketLab.address("10.1.0.1"));
  }

  @Test
  void affinityToABackendThatLeftTheSetIsReplaced() {
    preferring("MEMBER_SERVING").member("10.1.0.2", "MEMBER_SERVING", "MEMBER_LOCAL");
    assertThat(reached()).isEqualTo("10.1.0.1");
    assertThat(record().backend().address()).isEqualTo(SocketLab.address("10.1.0.1"));
  }

  /** Slots offer .1 only, and the client is recorded as having had .2, which is such a member. */
  private LabService preferring(String membership) {
    LabService service =
        new LabService(lab, 1, SocketLab.TCP)
            .cluster("10.1.0.1")
            .affinity(60)
            .backends()
            .at("10.96.0.1", 80)
            .member("10.1.0.2", membership);
    assertThat(reached()).isEqualTo("10.1.0.1");
    Slot other = new Slot(SocketLab.address("10.1.0.2"), SocketLab.PORT, 0, 0);
    records().put(key(), new Affinity(other, record().lastUsed()));
    return service;
  }

  private BpfMap<AffinityKey, Affinity> records() {
    return lab.map("affinity", AffinityKey.class, Affinity.class);
  }

  private Affinity record() {
    return records().get(key()).orElseThrow();
  }

  private AffinityKey key() {
    try (NetworkNamespace netns = NetworkNamespace.open(lab.servers.netns())) {
      return new AffinityKey(new Address(AFFINITY_NETNS, netns.cookie()), 1);
    }
  }
}
