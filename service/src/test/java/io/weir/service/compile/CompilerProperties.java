package io.weir.service.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random clusters: the compiler against the oracle, and the oracle against broken compilers. */
class CompilerProperties {
  private static final Map<String, Integer> CAUGHT = new HashMap<>();

  @BeforeContainer
  static void forget() {
    CAUGHT.clear();
    BrokenCompilers.ALL.keySet().forEach(name -> CAUGHT.put(name, 0));
  }

  @AfterContainer
  static void everyBrokenCompilerWasCaught() {
    assertThat(CAUGHT).as("broken compilers and cases that caught them").doesNotContainValue(0);
  }

  @Provide
  Arbitrary<RandomClusters.Case> clusters() {
    return RandomClusters.cases();
  }

  @Provide
  Arbitrary<Random> randoms() {
    return Arbitraries.randoms();
  }

  @Property(tries = 4000)
  void agreesWithTheOracle(@ForAll("clusters") RandomClusters.Case c) {
    Map<String, NaiveServices.Port> expected =
        new NaiveServices(c.service(), c.slices(), c.node()).ports();
    assertThat(Rendered.compile(c.service(), c.slices(), c.node())).isEqualTo(expected);
    BrokenCompilers.ALL.forEach((name, broken) -> {
      if (!broken.compile(c.service(), c.slices(), c.node()).equals(expected)) {
        CAUGHT.merge(name, 1, Integer::sum);
      }
    });
  }

  @Property(tries = 1000)
  void orderAndRepetitionOfSlicesDecideNothing(
      @ForAll("clusters") RandomClusters.Case c, @ForAll("randoms") Random random) {
    List<EndpointSliceFacts> shuffled = new ArrayList<>(c.slices());
    shuffled.addAll(c.slices());
    Collections.shuffle(shuffled, random);
    assertThat(Rendered.compiled(c.service(), shuffled, c.node()))
        .isEqualTo(Rendered.compiled(c.service(), c.slices(), c.node()));
  }

  @Property(tries = 1000)
  void splitSlicesDecideTheSame(
      @ForAll("clusters") RandomClusters.Case c, @ForAll("randoms") Random random) {
    List<EndpointSliceFacts> split = new ArrayList<>();
    for (EndpointSliceFacts s : c.slices()) {
      int cut = random.nextInt(s.endpoints().size() + 1);
      split.add(withEndpoints(s, s.endpoints().subList(0, cut)));
      split.add(withEndpoints(s, s.endpoints().subList(cut, s.endpoints().size())));
    }
    assertThat(Rendered.compiled(c.service(), split, c.node()).ports())
        .isEqualTo(Rendered.compiled(c.service(), c.slices(), c.node()).ports());
  }

  @Property(tries = 1000)
  void listsAreSortedAndWithoutDuplicates(@ForAll("clusters") RandomClusters.Case c) {
    for (CompiledPort p : Rendered.compiled(c.service(), c.slices(), c.node()).ports()) {
      for (List<Backend> set :
          List.of(p.backends().cluster(), p.backends().local(), p.backends().serving())) {
        assertThat(set).extracting(Backend::address).isSorted().doesNotHaveDuplicates();
      }
      assertThat(p.frontends()).doesNotHaveDuplicates();
    }
  }

  @Property(tries = 1000)
  void theExplanationGivesTheSets(@ForAll("clusters") RandomClusters.Case c) {
    ServiceReader.read(c.service())
        .value()
        .ifPresent(service -> {
          ServiceCompiler compiler = new ServiceCompiler(CompilerSettings.DEFAULT);
          var slices = Rendered.read(c.slices());
          for (CompiledPort p : compiler.compile(service, slices, c.node()).ports()) {
            ServiceWhy why =
                compiler.why(service, slices, c.node(), p.port(), p.family()).orElseThrow();
            assertThat(why.backends()).isEqualTo(p.backends());
            assertThat(why.candidates().stream().filter(e -> e.cluster().in()))
                .extracting(ServiceWhy.Endpoint::address)
                .isEqualTo(p.backends().cluster().stream().map(Backend::address).toList());
            assertThat(why.candidates().stream().filter(e -> e.local().in()))
                .extracting(ServiceWhy.Endpoint::address)
                .isEqualTo(p.backends().local().stream().map(Backend::address).toList());
          }
        });
  }

  private static EndpointSliceFacts withEndpoints(
      EndpointSliceFacts s, List<EndpointSliceFacts.Endpoint> endpoints) {
    return new EndpointSliceFacts(
        s.name(),
        s.service(),
        s.addressType(),
        s.resourceVersion(),
        s.ports(),
        endpoints,
        s.triggerTime());
  }

  /** Anything that turns facts into sets, right or wrong. */
  interface Compiler {
    Map<String, NaiveServices.Port> compile(
        ServiceFacts service, List<EndpointSliceFacts> slices, NodeFacts node);
  }
}
