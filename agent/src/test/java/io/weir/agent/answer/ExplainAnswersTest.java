package io.weir.agent.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.DropReason;
import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainAnswer.End;
import io.weir.agent.observe.ExplainAnswer.Verdict;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.ExplainQuestion.Transport;
import io.weir.agent.observe.Traffic;
import io.weir.bpf.abi.Explanation;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Tier;
import io.weir.values.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplainAnswersTest {
  private static final String NO_PROGRAM =
      "no program is loaded here: this is what the agent's model says";

  private final Shop shop = new Shop();

  @Test
  void anAllowedFlowNamesTheRuleAndTheNodeOfTheOtherEnd() {
    ExplainAnswer answer = ask("shop/web", "shop/db", 5432);

    assertThat(answer.flows())
        .extracting(ExplainAnswer.Flow::family)
        .containsExactly(Family.IPV4, Family.IPV6);
    assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
    End web = answer.flows().getFirst().ends().getFirst();
    assertThat(web.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(web.node()).isEqualTo("n2");
    assertThat(web.because()).isEqualTo("the agent of n2 knows");
    End db = ingress(answer);
    assertThat(db.verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(db.because()).isEqualTo("NetworkPolicy shop/db ingress[0] accepts it");
    assertThat(db.rule().orElseThrow().peers()).containsExactly("pods of shop with app=web");
    assertThat(db.rule().orElseThrow().ports()).containsExactly("TCP 5432");
    assertThat(db.peer().owner()).isEqualTo("pod shop/web on n2");
    assertThat(db.warnings()).containsExactly(NO_PROGRAM);
  }

  @Test
  void aDefaultDenyNamesThePoliciesThatIsolateAndTheRuleThatMissedByItsPort() {
    End db = ingress(ask("shop/web", "shop/db", 5433));

    assertThat(db.verdict()).isEqualTo(Verdict.DENIED);
    assertThat(db.dropReason()).isEqualTo("isolated");
    assertThat(db.isolating()).containsExactly("NetworkPolicy shop/db");
    assertThat(db.because()).isEqualTo("isolated by NetworkPolicy shop/db; no rule allows it");
    assertThat(db.nearest().orElseThrow().missed()).isEqualTo("port");
    assertThat(db.nearest().orElseThrow().rule().index()).isZero();
  }

  @Test
  void orByItsPeerWhereNoRuleKnowsThePeer() {
    End db = ingress(ask("198.51.100.9", "shop/db", 5432));

    assertThat(db.verdict()).isEqualTo(Verdict.DENIED);
    assertThat(db.peer().owner()).isEqualTo("outside");
    assertThat(db.nearest().orElseThrow().missed()).isEqualTo("peer");
    assertThat(ingress(ask("198.51.100.9", "shop/db", 1)).nearest()).isEmpty();
  }

  @Test
  void anAdministratorsRuleGoesFirst() {
    ExplainAnswer answer = ask("test/job", "shop/db", 5432);

    assertThat(answer.verdict()).isEqualTo(Verdict.DENIED);
    End job = answer.flows().getFirst().ends().getFirst();
    assertThat(job.verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(job.because()).isEqualTo("no policy selects the pod in this direction");
    assertThat(ingress(answer).because())
        .isEqualTo("ClusterNetworkPolicy no-test ingress[0] \"tests stay out\" denies it");
    assertThat(ingress(answer).rule().orElseThrow().tier()).isEqualTo(Tier.ADMIN);
    assertThat(ingress(answer).dropReason()).isEqualTo("deny_rule");
  }

  @Test
  void theNodeReachesItsOwnPodsByOriginAndOtherNodesDoNot() {
    assertThat(ingress(ask("host", "shop/db", 80)).because())
        .isEqualTo("the node may always reach its own pods");
    assertThat(ingress(ask("shop/agent", "shop/db", 80)).verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(ingress(ask("192.0.2.1", "shop/db", 80)).verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(ingress(ask("192.0.2.2", "shop/db", 80)).verdict()).isEqualTo(Verdict.DENIED);
    assertThat(ask("host", "shop/db", 80).flows().getFirst().ends().getFirst().because())
        .startsWith("policies are about pods");
  }

  @Test
  void icmpIsMatchedByRulesWithoutPortsOnly() {
    ExplainAnswer answer =
        answers(Dataplane.NONE)
            .answer(
                new ExplainQuestion("shop/web", "shop/db", Transport.ICMP, 0, Optional.empty()));

    assertThat(ingress(answer).verdict()).isEqualTo(Verdict.DENIED);
  }

  @Test
  void questionsThatCannotBeAnsweredSayWhy() {
    assertThat(ask("shop/web", "shop/none", 80).problem()).isEqualTo("no pod is called shop/none");
    assertThat(ask("nonsense", "shop/db", 80).problem()).isEqualTo("no pod is called nonsense");
    assertThat(ask("host", "198.51.100.9", 80).problem()).isEqualTo("198.51.100.9 is on no node");
    assertThat(ask("shop/web", "10.96.0.10", 80).problem())
        .isEqualTo(
            "10.96.0.10:80 is Service shop/db/TCP, and policies judge its backends: ask about"
                + " 10.0.1.5:5432");
    assertThat(ask("fd00:2::5", "shop/cache", 80).problem()).contains("no family");
    assertThat(ask("fd00:2::5", "shop/cache", 80).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void endsWithoutAnInterfaceAndLoopbackAreSaidToBeSo() {
    assertThat(ingress(ask("shop/web", "shop/cache", 80)).because())
        .contains("interface has not been found");
    assertThat(ask("shop/db", "10.0.1.5", 80).verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(ingress(ask("shop/db", "198.51.100.9", 80)).because()).startsWith("outside");
    assertThat(ingress(ask("10.0.9.9", "shop/db", 80)).peer().owner()).isEqualTo("unknown pod");
  }

  @Test
  void auditedPoliciesShowWhatTheyWouldChange() {
    shop.policy(
        new Policy(
            PolicyName.networkPolicy("shop", "trial"),
            Tier.NETWORK_POLICY,
            0,
            new Peer.PodsOf("shop", Selector.EVERYTHING),
            List.of(),
            List.of(),
            false,
            true,
            true));
    shop.compile();
    End db = ask("shop/db", "198.51.100.9", 80).flows().getFirst().ends().getFirst();

    assertThat(db.verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(db.audit().orElseThrow().verdict()).isEqualTo(Verdict.DENIED);
    assertThat(db.audit().orElseThrow().because())
        .isEqualTo("isolated by NetworkPolicy shop/trial; no rule allows it");
    assertThat(ingress(ask("shop/web", "shop/db", 5432)).audit()).isEmpty();
  }

  @Test
  void theProgramDecidesAndAContradictionIsSaidLoudly() {
    int set = shop.wanted("db").ingress();
    End wrong = ingress(ask(program(set, DropReason.ISOLATED, 0xffff), 5432));

    assertThat(wrong.verdict()).isEqualTo(Verdict.DENIED);
    assertThat(wrong.warnings())
        .containsExactly(
            "the program says denied because ISOLATED, the model says allowed by NetworkPolicy"
                + " shop/db rule 0: this is a fault of Weir, report it");
    int bit = shop.tables().set(set).orElseThrow().rules().size() - 1;
    End right = ingress(ask(program(set, DropReason.NONE, bit), 5432));
    assertThat(right.verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(right.warnings()).isEmpty();
    End spoofed = ingress(ask(program(set, DropReason.SPOOFED_MAC, 0xffff), 5432));
    assertThat(spoofed.because()).isEqualTo(DropReason.SPOOFED_MAC.meaning());
    assertThat(spoofed.warnings()).isEmpty();
  }

  @Test
  void anOlderSetInForceIsSaidToBeOlder() {
    shop.inForce("db", new EndpointPolicy(4711, 0, 4711, 0));
    End unknown = ingress(ask("shop/web", "shop/db", 5432));
    assertThat(unknown.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(unknown.because()).contains("older set");

    shop.inForce("db", new EndpointPolicy(RuleSet.CLOSED, 1, 1, 1));
    End closed = ingress(ask("shop/web", "shop/db", 5432));
    assertThat(closed.verdict()).isEqualTo(Verdict.DENIED);
    assertThat(closed.dropReason()).isEqualTo("endpoint_closed");
    assertThat(ingress(ask("host", "shop/db", 80)).verdict()).isEqualTo(Verdict.ALLOWED);
  }

  @Test
  void severalAgentsAnswersBecomeOne() {
    ExplainAnswer here = ask("shop/web", "shop/db", 5432);
    List<ExplainAnswer.Flow> flows = new ArrayList<>();
    for (ExplainAnswer.Flow f : here.flows()) {
      End web = f.ends().getFirst();
      End known =
          new End(
              web.direction(),
              web.owner(),
              web.node(),
              web.endpoint(),
              web.peer(),
              Verdict.ALLOWED,
              "no policy selects the pod in this direction",
              "",
              Optional.empty(),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              List.of());
      flows.add(
          ExplainAnswer.Flow.of(
              f.family(),
              f.protocol(),
              f.source(),
              f.destination(),
              f.port(),
              List.of(known, web)));
    }
    ExplainAnswer merged = here.merge(ExplainAnswer.of(flows));

    assertThat(merged.verdict()).isEqualTo(Verdict.ALLOWED);
    assertThat(ExplainAnswer.problem("gone").merge(here)).isEqualTo(here);
    assertThat(here.merge(ExplainAnswer.problem("gone"))).isEqualTo(here);
  }

  private ExplainAnswer ask(String from, String to, int port) {
    return answers(Dataplane.NONE)
        .answer(new ExplainQuestion(from, to, Transport.TCP, port, Optional.empty()));
  }

  private ExplainAnswer ask(Dataplane program, int port) {
    return answers(program)
        .answer(new ExplainQuestion("shop/web", "shop/db", Transport.TCP, port, Optional.empty()));
  }

  private ExplainAnswers answers(Dataplane program) {
    return new ExplainAnswers(shop, program);
  }

  private static End ingress(ExplainAnswer answer) {
    return answer.flows().getFirst().ends().getLast();
  }

  private static Dataplane program(int set, DropReason reason, int rule) {
    Explanation said =
        new Explanation(set, set, 0, 0, 0, rule, rule, reason.ordinal(), 1, reason.ordinal(), 1);
    return new Dataplane() {
      @Override
      public Optional<Explanation> explain(Probe probe) {
        return Optional.of(said);
      }

      @Override
      public List<Traffic> ruleCounters(int first, int count) {
        return List.of();
      }
    };
  }
}
