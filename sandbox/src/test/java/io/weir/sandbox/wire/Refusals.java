package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Ips;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What is refused, and what is left without an answer, by who asks and where. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class Refusals {
  static final String REFUSED = Cluster.REFUSED;
  private static final String SILENCE = Cluster.TIMEOUT;
  private static final List<String> VERBS = List.of("tcp", "udp-connected");
  private static final Set<From> INSIDE = EnumSet.complementOf(EnumSet.of(From.OUTSIDE));
  private static final Set<From> EVERYONE = EnumSet.allOf(From.class);
  static final int UNUSED_PORT = 81;
  private static final Map<Family, Hops.Target> UNUSED_ADDRESS =
      Map.of(
          Family.IPV4, new Hops.Target(Ips.address("10.96.255.77"), 80),
          Family.IPV6, new Hops.Target(Ips.address("fd00:10:96::ff77"), 80));

  private Cluster cluster;
  private Services services;
  private final Map<From, ClientProcess> clients = new EnumMap<>(From.class);

  /** Two nodes of both families, with whatever serves them. */
  abstract Cluster open();

  /** What the tables say, where agents serve. */
  String expected(Row row) {
    return row.want;
  }

  @BeforeAll
  void up() {
    cluster = open();
    services = new Services(cluster);
    cluster.pod("s1", "node1", Services.TARGET_PORT);
    cluster.pod("s2", "node2", Services.TARGET_PORT);
    ApiOptions.defaults().serviceCidrs().forEach(cidr -> cluster.fromOutside(cidr, "node1"));
    for (From from : From.values()) {
      clients.put(from, ClientProcess.start(cluster.sandbox(), where(from)));
    }
    clients.values().forEach(ClientProcess::ready);
    add("none", Cluster.selector("nobody"));
    add("far", "externalTrafficPolicy: Local, " + Cluster.selector("s2"));
    add("near", "externalTrafficPolicy: Local, " + Cluster.selector("s1"));
    add("inner", "internalTrafficPolicy: Local, " + Cluster.selector("s2"));
    add("guarded", ranges(Stream.of("203.0.113.0/24", "2001:db8:77::/64")));
    add("open", ranges(outside().stream().map(ip -> ip + (isV4(ip) ? "/32" : "/128"))));
  }

  /** The pods of both kinds, by names of their own. */
  private String where(From from) {
    if (from != From.POD && from != From.OPTED_OUT) {
      return from.where;
    }
    String name = from == From.POD ? "client" : "optedout";
    cluster.pod("default", name, "node1", 0, from.annotations);
    return name;
  }

  private void add(String name, String spec) {
    services.add(name, Mode.SNAT, spec);
  }

  private static String ranges(Stream<String> prefixes) {
    String list = prefixes.map(p -> '"' + p + '"').collect(Collectors.joining(", "));
    return "loadBalancerSourceRanges: [" + list + "], " + Cluster.selector("s1");
  }

  private List<IpAddress> outside() {
    return Stream.of(Family.values()).map(cluster.sandbox().blueprint()::outsideAddress).toList();
  }

  private static boolean isV4(IpAddress ip) {
    return ip.family() == Family.IPV4;
  }

  @AfterAll
  void down() {
    clients.values().forEach(ClientProcess::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void withoutEndpointsEveryoneIsRefusedAtEveryAddress() {
    expect(at("none", (_, _) -> REFUSED));
  }

  @Test
  void localPolicyWithoutALocalEndpointIsSilentToThoseOutsideAndServesTheRest() {
    expect(
        at(
            "far",
            (from, frontend) ->
                from == From.OUTSIDE && frontend != Frontend.CLUSTER_IP ? SILENCE : "s2"));
  }

  @Test
  void internalPolicyWithoutALocalEndpointIsSilentAtTheClusterIpAlone() {
    expect(at("inner", (_, frontend) -> frontend == Frontend.CLUSTER_IP ? SILENCE : "s2"));
  }

  @Test
  void sourceRangesGuardTheVipAloneAndBindPodsAndNodesToo() {
    expect(at("guarded", (_, frontend) -> frontend == Frontend.VIP ? SILENCE : "s1"));
    expect(
        at(
            "open",
            (from, frontend) -> frontend == Frontend.VIP && from != From.OUTSIDE ? SILENCE : "s1"));
  }

  @Test
  void aPortThatAClusterIpDoesNotServeIsRefused() {
    expect(
        each(
            EVERYONE,
            REFUSED,
            family ->
                new Hops.Target(
                    services.target("near", Frontend.CLUSTER_IP, family).address(), UNUSED_PORT)));
  }

  @Test
  void anAddressOfTheRangeThatIsNoServicesIsSilent() {
    expect(each(EVERYONE, SILENCE, UNUSED_ADDRESS::get));
  }

  /** There the client is one from outside, pod or not. */
  @Test
  void theNodePortOfAnotherNodeFollowsThePolicyOfThatNode() {
    expect(each(INSIDE, "s2", family -> nodePortOfNode2("far", family)));
    expect(each(INSIDE, SILENCE, family -> nodePortOfNode2("near", family)));
  }

  private Hops.Target nodePortOfNode2(String service, Family family) {
    IpAddress node2 =
        cluster.node("node2").addresses().stream()
            .filter(ip -> ip.family() == family)
            .findFirst()
            .orElseThrow();
    return new Hops.Target(node2, services.target(service, Frontend.NODE_PORT, family).port());
  }

  @Test
  void aClusterIpDoesNotAnswerPings() {
    List<IpAddress> pod = cluster.podIps("default", "s1");
    List<Row> rows = new ArrayList<>();
    for (From from : EVERYONE) {
      for (Family family : Family.values()) {
        IpAddress clusterIp = services.target("near", Frontend.CLUSTER_IP, family).address();
        rows.add(new Row(from, "ping", new Hops.Target(clusterIp, 0), SILENCE));
      }
    }
    for (From from : INSIDE) {
      pod.forEach(ip -> rows.add(new Row(from, "ping", new Hops.Target(ip, 0), "ok")));
    }
    expect(rows);
  }

  /**
   * One question.
   *
   * @param want a word of the client, or the pod that answers
   */
  record Row(From from, String verb, Hops.Target target, String want) {
    private String command() {
      return verb + " " + target.address() + " " + target.port();
    }

    boolean isAnswered() {
      return !want.equals(REFUSED) && !want.equals(SILENCE);
    }
  }

  private boolean holds(Row row, String came) {
    String want = expected(row);
    return came.equals(want) || came.startsWith("ok pod=" + want + " ");
  }

  /** Every client at every address of a Service. */
  private List<Row> at(String service, BiFunction<From, Frontend, String> want) {
    List<Row> rows = new ArrayList<>();
    for (From from : From.values()) {
      for (Frontend frontend : Frontend.values()) {
        rows.addAll(
            each(
                Set.of(from),
                want.apply(from, frontend),
                family -> services.target(service, frontend, family)));
      }
    }
    return rows;
  }

  /** Both protocols and families. */
  private static List<Row> each(
      Collection<From> clients, String want, Function<Family, Hops.Target> target) {
    List<Row> rows = new ArrayList<>();
    for (From from : clients) {
      for (Family family : Family.values()) {
        VERBS.forEach(verb -> rows.add(new Row(from, verb, target.apply(family), want)));
      }
    }
    return rows;
  }

  private void expect(List<Row> rows) {
    assertThat(Settled.of(rows, this::ask, this::holds).table(_ -> true, this::words)).isEmpty();
  }

  private String words(Row row) {
    return "%-13s %-45s want %s".formatted(row.from, row.command(), expected(row));
  }

  /** What came of each, all clients at once. */
  private Map<Row, String> ask(Collection<Row> rows) {
    return rows.stream().collect(Collectors.groupingBy(Row::from)).entrySet().parallelStream()
        .flatMap(e -> ask(clients.get(e.getKey()), e.getValue()).entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<Row, String> ask(ClientProcess client, List<Row> rows) {
    String commands = rows.stream().map(Row::command).collect(Collectors.joining(";"));
    String[] answers = client.ask("together " + commands).split(";");
    Map<Row, String> came = new HashMap<>();
    for (int i = 0; i < answers.length; i++) {
      came.put(rows.get(i), answers[i]);
    }
    return came;
  }
}
