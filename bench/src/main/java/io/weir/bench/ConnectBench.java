package io.weir.bench;

import io.weir.bench.PingPong.Client;
import io.weir.bench.PingPong.Mode;
import io.weir.bench.PingPong.Round;
import io.weir.sandbox.net.IpScript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A client pod and a server pod at the two ends of a veth. The server has the addresses of all ten
 * backends of one Service; the maps hold 10 or 10,000 Services. Nothing but the programs knows a
 * way to the ClusterIP: without them a connect to it is ENETUNREACH.
 *
 * <p>Three variants take turns. {@code direct} is a client in a cgroup without programs that
 * connects to a backend itself; {@code hooked} does the same under the programs, which find no
 * Service there and let it pass; {@code weir} connects to the ClusterIP.
 */
final class ConnectBench implements AutoCloseable {
  private static final List<Integer> SERVICES = List.of(10, 10_000);
  private static final String VIP = ManyServices.clusterIp(0);
  private static final List<String> BACKENDS =
      IntStream.range(0, ManyServices.ENDPOINTS).mapToObj(i -> "10.201.0." + (10 + i)).toList();

  /** How long the rounds that only prove something last, in milliseconds. */
  private static final int PROOF = 50;

  private final PingPong pingPong;
  private final Client plain;
  private final List<Row> rows = new ArrayList<>();

  /** Clients under maps with this many Services. */
  private record Row(int services, KernelLoop maps, Client client) {
    String name() {
      return "services=" + services;
    }
  }

  /** One variant of one row, and what its rounds gave. */
  private record Contender(
      Row row, String variant, Client client, String address, int port, Map<Mode, Rounds> results) {
    Contender(Row row, String variant, Client client, String address, int port) {
      this(row, variant, client, address, port, new EnumMap<>(Mode.class));
      for (Mode mode : Mode.values()) {
        results.put(mode, new Rounds());
      }
    }
  }

  ConnectBench(Lab lab) {
    pingPong = new PingPong(lab);
    String clientSide = lab.namespace("client");
    String serverSide = lab.namespace("server");
    link(clientSide, serverSide);
    pingPong.serve(lab.cgroup("server"), serverSide, ManyServices.TARGET_PORT);
    plain = new Client(lab.cgroup("plain"), clientSide);
    for (int services : SERVICES) {
      Path cgroup = lab.cgroup("pods-" + services);
      KernelLoop maps =
          KernelLoop.start(
              lab.pins("maps-" + services), cgroup, new ManyServices(services).lists(BACKENDS));
      rows.add(new Row(services, maps, new Client(cgroup, clientSide)));
    }
  }

  private static void link(String client, String server) {
    List<String> lines = new ArrayList<>();
    lines.add("link add eth0 type veth peer name eth0 netns " + server);
    lines.add("addr add 10.201.0.1/24 dev eth0");
    lines.add("link set eth0 up");
    new IpScript(Optional.of(client), lines).run();
    List<String> other = new ArrayList<>();
    BACKENDS.forEach(ip -> other.add("addr add " + ip + "/24 dev eth0"));
    other.add("link set eth0 up");
    new IpScript(Optional.of(server), other).run();
  }

  /**
   * Proves that it is Weir that is measured.
   *
   * @throws IllegalStateException where it is not
   */
  void verify() {
    try {
      pingPong.run(plain, Mode.CRR, VIP, ManyServices.PORT, PROOF);
      throw new IllegalStateException("the ClusterIP can be reached without the programs");
    } catch (IllegalStateException e) {
      if (!e.getMessage().contains("Network is unreachable")) {
        throw e;
      }
    }
    for (Row row : rows) {
      if (row.maps().backends(VIP).size() != BACKENDS.size()) {
        throw new IllegalStateException(
            row.name() + ": the maps have backends=" + row.maps().backends(VIP));
      }
      long before = row.maps().translated();
      Round round = pingPong.run(row.client(), Mode.CRR, VIP, ManyServices.PORT, PROOF);
      long translated = row.maps().translated() - before;
      if (translated < round.count()) {
        throw new IllegalStateException(
            "%s: connections=%d translated=%d".formatted(row.name(), round.count(), translated));
      }
    }
  }

  /** Lets the variants take turns, and reports the best round of each. */
  void run(int rounds, int millis, Report report) {
    List<Contender> contenders = contenders();
    for (int i = 0; i < rounds; i++) {
      for (Mode mode : Mode.values()) {
        for (Contender c : contenders) {
          c.results().get(mode).add(pingPong.run(c.client(), mode, c.address(), c.port(), millis));
        }
      }
      System.err.printf("round %d of %d%n", i + 1, rounds);
    }
    for (int i = 0; i < contenders.size(); i++) {
      report(contenders.get(i), contenders.get(i - i % 3), report);
    }
  }

  /** Three for each row, direct first. */
  private List<Contender> contenders() {
    List<Contender> all = new ArrayList<>();
    String pod = BACKENDS.getFirst();
    for (Row row : rows) {
      all.add(new Contender(row, "direct", plain, pod, ManyServices.TARGET_PORT));
      all.add(new Contender(row, "hooked", row.client(), pod, ManyServices.TARGET_PORT));
      all.add(new Contender(row, "weir", row.client(), VIP, ManyServices.PORT));
    }
    return all;
  }

  private static void report(Contender c, Contender direct, Report report) {
    for (Mode mode : Mode.values()) {
      Rounds own = c.results().get(mode);
      Rounds base = direct.results().get(mode);
      String word = mode.word();
      add(c, report, word + "_p50", "us", own.bestP50Micros(), base.bestP50Micros());
    }
    double own = c.results().get(Mode.CRR).medianRate();
    add(c, report, "crr_rate", "1/s", own, direct.results().get(Mode.CRR).medianRate());
  }

  private static void add(
      Contender c, Report report, String metric, String unit, double value, double direct) {
    report.add(c.row().name(), c.variant(), new Report.Metric(metric, unit), value, direct);
  }

  @Override
  public void close() {
    rows.forEach(row -> row.maps().close());
  }
}
