package io.weir.sandbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.boot.AgentMain;
import io.weir.agent.cli.WeirCommand;
import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainAnswer.Verdict;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.ExplainQuestion.Transport;
import io.weir.agent.observe.Wire;
import io.weir.policy.oracle.PolicyShapes;
import io.weir.policy.oracle.Reach;
import io.weir.policy.oracle.Shape;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * {@code weir explain --stdin} over the agents of all nodes says what every shape of policy says,
 * SCTP too, and nowhere do program and model contradict each other. What sockets see of the same
 * shapes is {@link PolicyMatrix}'s part.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ExplainIT {
  private static final Duration PROGRAMMED = Duration.ofSeconds(15);
  private static final int SHOWN = 12;

  private PolicyLab lab;

  @BeforeAll
  void up() {
    lab = PolicyLab.up("explain", PodNetwork.ROUTED);
  }

  @AfterAll
  void down() {
    if (lab != null) {
      lab.close();
    }
  }

  static Stream<Shape> shapes() {
    return PolicyShapes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aShapeIsExplainedAsItIs(Shape shape) {
    for (Shape.Step step : shape.steps().apply(lab::addresses)) {
      lab.become(step.yaml(), step.namespaceLabels(), step.podLabels());
      expect(shape.name(), step.reach());
    }
  }

  private void expect(String what, Reach reach) {
    long end = System.nanoTime() + PROGRAMMED.toNanos();
    List<String> wrong = wrong(reach);
    while (!wrong.isEmpty() && System.nanoTime() < end) {
      wrong = wrong(reach);
    }
    assertThat(wrong.stream().limit(SHOWN)).as("%s, within %s", what, PROGRAMMED).isEmpty();
  }

  private List<String> wrong(Reach reach) {
    List<Probe> probes = probes();
    List<ExplainAnswer> answers = explain(probes);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      Probe p = probes.get(i);
      boolean allowed = reach.allows(p.from(), p.to(), p.protocol(), p.port());
      ExplainAnswer answer = answers.get(i);
      if (answer.verdict() != (allowed ? Verdict.ALLOWED : Verdict.DENIED) || warns(answer)) {
        wrong.add(p + ": " + answer);
      }
    }
    return wrong;
  }

  private static boolean warns(ExplainAnswer answer) {
    return answer.flows().stream()
        .flatMap(flow -> flow.ends().stream())
        .anyMatch(end -> !end.warnings().isEmpty());
  }

  private static List<Probe> probes() {
    List<Probe> probes = new ArrayList<>();
    for (ObjectName from : PolicyShapes.pods()) {
      for (ObjectName to : PolicyShapes.pods()) {
        for (Protocol protocol : Protocol.values()) {
          Family family = (probes.size() & 1) == 0 ? Family.IPV4 : Family.IPV6;
          PolicyShapes.PORTS.forEach(
              port -> probes.add(new Probe(from, to, family, protocol, port)));
        }
      }
    }
    probes.removeIf(probe -> probe.from().equals(probe.to()));
    return probes;
  }

  private List<ExplainAnswer> explain(List<Probe> probes) {
    String lines = String.join("\n", probes.stream().map(ExplainIT::question).toList());
    List<String> argv = new ArrayList<>(List.of("explain", "--stdin"));
    for (String node : List.of("node1", "node2", "node3")) {
      argv.add("--run-dir=" + lab.cluster().sandbox().directory().agent(node));
    }
    InputStream before = System.in;
    StringWriter out = new StringWriter();
    try {
      System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
      CommandLine weir = WeirCommand.commandLine(new AgentMain());
      weir.setOut(new PrintWriter(out));
      assertThat(weir.execute(argv.toArray(String[]::new))).isZero();
    } finally {
      System.setIn(before);
    }
    return out.toString()
        .lines()
        .map(line -> Wire.JSON.readValue(line, ExplainAnswer.class))
        .toList();
  }

  private static String question(Probe probe) {
    return Wire.LINE.writeValueAsString(
        new ExplainQuestion(
            probe.from().toString(),
            probe.to().toString(),
            Transport.valueOf(probe.protocol().name()),
            probe.port(),
            Optional.of(probe.family())));
  }
}
