package io.weir.service.compile;

import static io.weir.service.compile.TestService.service;
import static io.weir.service.compile.TestSlice.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import io.weir.values.Family;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the decision table of services.md section 2. Our node is "me". */
class DecisionTableTest {
  private static final String ZONES = "R zones=a|R zones=b|R zones=c|R zones=a";
  private static final String NODE = "R zones=a nodes=";

  static Stream<Arguments> rows() {
    return Stream.of(
        row("1 same zone", "", "a", ZONES, "1 4", "", true),
        row("2 one ready without hint", "", "a", ZONES + "|R", "1 2 3 4 5", "", true),
        row("3 our node has no zone", "", "", ZONES, "1 2 3 4", "", true),
        row("3 nobody hints our zone", "", "d", ZONES, "1 2 3 4", "", true),
        row(
            "4 only an unready hints us",
            "",
            "a",
            "U zones=a|R zones=b|R zones=c",
            "2 3",
            "",
            true),
        row("5 unready's hint", "", "a", "R zones=a|R zones=b|R zones=c|U zones=a", "1", "", true),
        row("5 unready's lack of one", "", "a", "R zones=a|R zones=b|R zones=c|U", "1", "", true),
        row(
            "6 several zones in a hint",
            "",
            "c",
            "R zones=a,b,c|R zones=b,c|R zones=b,d|R zones=c",
            "1 2 4",
            "",
            true),
        row("7 same node", "", "a", NODE + "me|" + NODE + "n2|" + NODE + "n3", "1", "", true),
        row(
            "8 no endpoint on our node",
            "",
            "a",
            NODE + "n2|R zones=b nodes=n3|" + NODE + "n4",
            "1 3",
            "",
            true),
        row("9 one without any hint", "", "a", "R nodes=me|R nodes=n2|R", "1 2 3", "", true),
        row(
            "10 external Local and hints",
            "ETP np",
            "a",
            "R node=me zones=a|R node=me zones=b|R zones=c|R zones=a",
            "1 4",
            "1 2",
            true),
        row(
            "10 internal Local with node port and hints",
            "ITP np",
            "a",
            "R node=me zones=a|R node=me zones=b|R zones=c|R zones=a",
            "1 4",
            "1 2",
            true),
        row("11 internal Local, only remote", "ITP", "a", "R node=n2|R node=n3", "", "", true),
        row("12 internal Local, one here", "ITP", "a", "R node=n2|R node=me", "", "2", true),
        row("13 only unready", "", "a", "U|U", "", "", false),
        row("14 terminating fallback", "", "a", "ST node=me|ST node=n2", "1 2", "", true),
        row("15 ready wins outright", "", "a", "R|ST|D|U", "1", "", true),
        row(
            "16 fallback of the local set alone",
            "ETP np",
            "a",
            "R node=n2|U node=me|ST node=me|ST node=n2",
            "1",
            "3",
            true),
        row("17 external Local, terminating elsewhere", "ETP np", "a", "ST node=n2", "1", "", true),
        row("18 terminating not serving", "", "a", "D node=me|D node=n2", "", "", false),
        row("18 with internal Local", "ITP", "a", "D node=me|D node=n2", "", "", false),
        row("18 with external Local", "ETP np", "a", "D node=me|D node=n2", "", "", false),
        row("19 external Local, not external", "ETP", "a", "R node=n2|R node=me", "1 2", "", true),
        row("20 both Local, remote", "ITP ETP np", "a", "ST node=n2|ST node=n3", "1 2", "", true),
        row("none at all", "ITP ETP np", "a", "", "", "", false));
  }

  private static Arguments row(
      String name,
      String policy,
      String zone,
      String endpoints,
      String cluster,
      String local,
      boolean any) {
    return Arguments.of(name, policy, zone, endpoints, cluster, local, any);
  }

  @ParameterizedTest(name = "row {0}")
  @MethodSource("rows")
  void selectsAsTheTableSays(
      String name,
      String policy,
      String zone,
      String endpoints,
      String cluster,
      String local,
      boolean any) {
    List<String> words = Arrays.asList(policy.split(" "));
    Service service =
        ServiceReader.read(
                service()
                    .type("NodePort")
                    .port("", "TCP", 80, words.contains("np") ? 30080 : 0)
                    .internalPolicy(words.contains("ITP") ? "Local" : "Cluster")
                    .externalPolicy(words.contains("ETP") ? "Local" : "Cluster")
                    .facts())
            .value()
            .orElseThrow();
    TestSlice slice = slice().port("", "TCP", 8080);
    int i = 1;
    for (String endpoint : endpoints.isEmpty() ? new String[0] : endpoints.split("\\|")) {
      slice.endpoint("10.1.0." + i++, endpoint);
    }
    EndpointSlice read = new SliceReader().read(slice.facts()).value().orElseThrow();
    NodeFacts node = new NodeFacts("me", zone, List.of());
    ServiceCompiler compiler = new ServiceCompiler(CompilerSettings.DEFAULT);

    CompiledPort port = compiler.compile(service, List.of(read), node).ports().getFirst();

    assertThat(numbers(port.backends().cluster())).as("cluster set").isEqualTo(cluster);
    assertThat(numbers(port.backends().local())).as("local set").isEqualTo(local);
    assertThat(port.backends().any()).as("hasAny").isEqualTo(any);
    ServiceWhy why =
        compiler.why(service, List.of(read), node, port.port(), Family.IPV4).orElseThrow();
    assertThat(numbers(why, ServiceWhy.Endpoint::cluster)).as("why cluster").isEqualTo(cluster);
    assertThat(numbers(why, ServiceWhy.Endpoint::local)).as("why local").isEqualTo(local);
  }

  private static String numbers(List<Backend> backends) {
    return backends.stream().map(b -> last(b.address().address())).collect(joining());
  }

  private static String numbers(
      ServiceWhy why, java.util.function.Function<ServiceWhy.Endpoint, Membership> set) {
    return why.candidates().stream()
        .filter(c -> set.apply(c).in())
        .map(c -> last(c.address().address()))
        .collect(joining());
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joining() {
    return Collectors.joining(" ");
  }

  private static String last(Object ip) {
    return ip.toString().substring(ip.toString().lastIndexOf('.') + 1);
  }
}
