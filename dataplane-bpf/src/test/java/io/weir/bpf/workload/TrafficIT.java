package io.weir.bpf.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs under the kernel's own packets: offloads, neighbours, fragments, the node's own. */
@Tag("kernel")
class TrafficIT {
  private static final int PORT = 8080;
  private static final int DENY_RULE = 1;
  private static final int ISOLATED = 2;
  private static final int REASONS = Drop.values().length;

  /** Sets: everything is allowed by rule 0; nothing is allowed. */
  private static final int OPEN = 100;

  private static final int SHUT = 200;
  private static final RuleBits NONE = new RuleBits(0, 0, 0, 0);
  private static final RuleBits FIRST = new RuleBits(1, 0, 0, 0);

  private Path bpffs;
  private TwoPods pods;
  private LoadedObject object;
  private BpfMap<Integer, Endpoint> endpoints;

  @BeforeEach
  void prepare() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("traffic");
    pods = new TwoPods();
    object = BpfObject.open("tc_workload.bpf.o").load();
    endpoints = object.map("endpoints", Integer.class, Endpoint.class);
    BpfMap<RuleSetKey, RuleSet> sets = object.map("rule_sets", RuleSetKey.class, RuleSet.class);
    sets.put(new RuleSetKey(OPEN, 0), new RuleSet(FIRST, NONE, NONE, FIRST, NONE, 1, 1, 0, 1));
    sets.put(new RuleSetKey(SHUT, 0), new RuleSet(NONE, NONE, NONE, NONE, NONE, 5, 1, 0, 0));
    enforce("a", 0, 0, 1);
    enforce("b", 0, 0, 1);
    pods.attach(object, bpffs);
  }

  @AfterEach
  void clean() {
    if (object != null) {
      object.close();
      pods.close();
      KernelTest.release(bpffs);
    }
  }

  private void enforce(String pod, int ingress, int egress, int epoch) {
    Endpoint e = pods.endpoint(pod);
    endpoints.put(
        pods.ifindex(pod),
        new Endpoint(
            e.ipv4(),
            e.ipv6(),
            0,
            ingress,
            egress,
            ingress,
            egress,
            epoch,
            e.flags(),
            e.mac(),
            pods.ifindex(pod)));
  }

  /** Packets dropped so far, to or from pods. */
  private List<Long> drops() {
    return object.packetCounters("drop_counters").sums(0, 2 * REASONS).stream()
        .map(PacketCounter::packets)
        .toList();
  }

  private static List<Long> none() {
    return IntStream.range(0, 2 * REASONS).mapToObj(_ -> 0L).toList();
  }

  private List<Flow> established() {
    return object.map("flows", FlowKey.class, Flow.class).entries().stream()
        .map(e -> e.getValue())
        .toList();
  }

  private static ServerSocket listen(NetworkNamespace in) {
    return in.call(() -> new ServerSocket(PORT, 16, InetAddress.ofLiteral("::")));
  }

  private static Socket connect(NetworkNamespace from, String to) {
    return from.call(() -> {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), PORT), 2000);
      return socket;
    });
  }

  private static void shut(NetworkNamespace from, String to) {
    assertThatThrownBy(() ->
            from.call(() -> {
              Socket socket = new Socket();
              socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), PORT), 300);
              return socket;
            }))
        .hasCauseInstanceOf(SocketTimeoutException.class);
  }

  private static DatagramSocket datagrams(NetworkNamespace in) {
    return in.call(() -> {
      DatagramSocket socket = new DatagramSocket(PORT, InetAddress.ofLiteral("::"));
      socket.setSoTimeout(2000);
      return socket;
    });
  }

  private static void exchange(DatagramSocket from, DatagramSocket to, String address, int bytes)
      throws IOException {
    byte[] data = new byte[bytes];
    from.send(new DatagramPacket(data, bytes, InetAddress.ofLiteral(address), PORT));
    DatagramPacket arrived = new DatagramPacket(new byte[bytes], bytes);
    to.receive(arrived);
    assertThat(arrived.getLength()).isEqualTo(bytes);
    to.send(arrived);
    from.receive(arrived);
    assertThat(arrived.getLength()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void bulkDataAndFragmentsPassWhereAllIsAllowed(int family) throws Exception {
    enforce("a", OPEN, OPEN, 1);
    enforce("b", OPEN, OPEN, 1);
    int bytes = 16 << 20;
    String to = TwoPods.text("b", family);

    try (ServerSocket server = listen(pods.pod("b"));
        Socket client = connect(pods.pod("a"), to);
        Socket accepted = server.accept()) {
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, bytes));
      assertThat(receive(accepted, bytes)).isEqualTo(bytes);
      sending.join();
    }
    try (DatagramSocket a = datagrams(pods.pod("a"));
        DatagramSocket b = datagrams(pods.pod("b"))) {
      exchange(a, b, to, 20);
      exchange(a, b, to, 20_000);
    }

    assertThat(drops()).isEqualTo(none());
    assertThat(established())
        .filteredOn(f -> f.originalBytes() > bytes)
        .as("one flow at each pod counted it all")
        .hasSize(2);
  }

  private static void send(Socket socket, int bytes) {
    try {
      socket.getOutputStream().write(new byte[bytes]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int receive(Socket socket, int most) throws IOException {
    socket.setSoTimeout(5000);
    InputStream in = socket.getInputStream();
    return in.readNBytes(most).length;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void isolatedPodIsReachedByItsNodeAndByAnswersOnly(int family) throws Exception {
    enforce("b", SHUT, OPEN, 1);
    try (ServerSocket ofB = listen(pods.pod("b"));
        ServerSocket ofA = listen(pods.pod("a"))) {
      shut(pods.pod("a"), TwoPods.text("b", family));
      assertThat(drops().get(REASONS + ISOLATED)).isPositive();

      connect(pods.node(), TwoPods.text("b", family)).close();
      ofB.accept().close();
      connect(pods.pod("b"), TwoPods.text("a", family)).close();
      ofA.accept().close();
    }
    assertThat(drops().stream().mapToLong(n -> n).sum())
        .as("nothing but the first SYNs")
        .isEqualTo(drops().get(REASONS + ISOLATED));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void revokedRuleCutsBothWaysAndOnceGivenBackTheConnectionGoesOn(int family) throws Exception {
    enforce("b", OPEN, 0, 1);
    try (ServerSocket server = listen(pods.pod("b"));
        Socket client = connect(pods.pod("a"), TwoPods.text("b", family));
        Socket accepted = server.accept()) {
      send(client, 1);
      assertThat(receive(accepted, 1)).isEqualTo(1);

      enforce("b", SHUT, 0, 2);
      send(accepted, 1); // from the pod, whose egress nobody restricts
      send(client, 1);
      client.setSoTimeout(500);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(object.counters("workload_counters").sum(5)).as("flows cut").isEqualTo(1);

      enforce("b", OPEN, 0, 3);
      client.setSoTimeout(5000);
      assertThat(client.getInputStream().read()).isZero();
      assertThat(receive(accepted, 1)).isEqualTo(1);
    }
    assertThat(drops().get(DENY_RULE) + drops().get(REASONS + DENY_RULE)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void errorsAboutAFlowReachThePodThatMadeIt(int family) throws Exception {
    enforce("a", SHUT, OPEN, 1);
    enforce("b", OPEN, SHUT, 1);
    try (DatagramSocket a = datagrams(pods.pod("a"))) {
      a.connect(new InetSocketAddress(InetAddress.ofLiteral(TwoPods.text("b", family)), PORT));
      a.send(new DatagramPacket(new byte[20], 20));
      assertThatThrownBy(() -> a.receive(new DatagramPacket(new byte[20], 20)))
          .isInstanceOf(PortUnreachableException.class);
    }
    assertThat(drops()).isEqualTo(none());
  }
}
