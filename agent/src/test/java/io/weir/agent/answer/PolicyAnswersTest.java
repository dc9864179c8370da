package io.weir.agent.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.PolicyDetail;
import io.weir.agent.observe.PolicyRow;
import io.weir.agent.observe.PolicyState;
import io.weir.agent.observe.Traffic;
import io.weir.bpf.abi.Explanation;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.model.Action;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Tier;
import io.weir.values.Fault;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyAnswersTest {
  private final Shop shop = new Shop();
  private final PolicyAnswers policies = new PolicyAnswers(shop, new Counting());
  private final EndpointAnswers endpoints = new EndpointAnswers(shop, new Counting());

  @Test
  void rowsSayWhatIsSelectedHereAndHowFarItIs() {
    PolicyName odd = PolicyName.networkPolicy("shop", "odd");
    shop.faults(odd, new Fault("NetworkPolicy shop/odd", "spec", "unreadable"));

    assertThat(policies.rows()).extracting(PolicyRow::name).containsExactly("db", "odd", "no-test");
    assertThat(policies.rows()).extracting(PolicyRow::pods).containsExactly(1, 0, 2);
    assertThat(policies.rows())
        .extracting(PolicyRow::state)
        .containsExactly(PolicyState.IN_FORCE, PolicyState.UNREADABLE, PolicyState.IN_FORCE);
    shop.inForce("db", EndpointPolicy.OPEN);
    shop.refuse(Shop.NO_TEST, "too many");
    assertThat(policies.rows())
        .extracting(PolicyRow::state)
        .containsExactly(PolicyState.NOT_UP_TO_DATE, PolicyState.UNREADABLE, PolicyState.REFUSED);
  }

  @Test
  void aRuleCountsInEverySetThatHasIt() {
    PolicyDetail noTest = policies.detail(Shop.NO_TEST).orElseThrow();
    PolicyDetail db = policies.detail(Shop.DB).orElseThrow();

    assertThat(noTest.subject()).isEqualTo("every pod");
    assertThat(noTest.directions())
        .singleElement()
        .satisfies(gate -> {
          assertThat(gate.isolates()).isFalse();
          assertThat(gate.denied()).isEqualTo(Traffic.NONE);
          assertThat(gate.rules())
              .singleElement()
              .satisfies(rule -> {
                assertThat(rule.rule().action()).isEqualTo(Action.DENY);
                assertThat(rule.traffic()).isEqualTo(new Traffic(2, 20)); // db's set and job's
              });
        });
    assertThat(db.directions().getFirst().denied()).isEqualTo(new Traffic(100, 1000));
    assertThat(db.directions().getFirst().rules().getFirst().traffic())
        .isEqualTo(new Traffic(2, 20));
    assertThat(db.pods()).containsExactly(new PolicyDetail.Pod("shop/db", PolicyState.IN_FORCE));
    assertThat(policies.detail(PolicyName.networkPolicy("shop", "none"))).isEmpty();
  }

  @Test
  void anAuditedPolicyCountsWhatItWouldHaveDenied() {
    PolicyName trial = PolicyName.networkPolicy("shop", "trial");
    shop.policy(
        new Policy(
            trial,
            Tier.NETWORK_POLICY,
            0,
            new Peer.PodsOf("shop", Selector.EVERYTHING),
            List.of(),
            List.of(),
            false,
            true,
            true));
    shop.compile();

    PolicyDetail detail = policies.detail(trial).orElseThrow();
    assertThat(detail.policy().audit()).isTrue();
    assertThat(detail.policy().pods()).isEqualTo(1);
    assertThat(detail.directions().getFirst().denied()).isEqualTo(Traffic.NONE);
    assertThat(detail.directions().getFirst().wouldDeny()).isEqualTo(new Traffic(100, 1000));
    EndpointDetail.Audit audit =
        endpoints.detail(Shop.DB_POD).orElseThrow().directions().get(1).audit();
    assertThat(audit.isolating()).containsExactly("NetworkPolicy shop/trial");
    assertThat(audit.wouldDeny()).isEqualTo(new Traffic(100, 1000));
  }

  @Test
  void endpointsAreThePodsOfThisNodeWithANetworkOfTheirOwn() {
    assertThat(endpoints.rows())
        .extracting(r -> r.namespace() + "/" + r.pod() + " " + r.state() + " " + r.strict())
        .containsExactly(
            "shop/cache NO_INTERFACE false", "shop/db READY false", "test/job READY true");
    EndpointRow db = endpoints.rows().get(1);
    assertThat(db.interfaceName()).isEqualTo("veth9");
    assertThat(db.ingress().isolated()).isTrue();
    assertThat(db.ingress().rules()).isEqualTo(2);
    assertThat(db.egress().set()).isEqualTo("none");
    shop.inForce("db", new EndpointPolicy(1, 1, 1, 1));
    assertThat(endpoints.rows().get(1).state()).isEqualTo(EndpointRow.State.CLOSED);
    shop.inForce("db", EndpointPolicy.OPEN);
    assertThat(endpoints.rows().get(1).state()).isEqualTo(EndpointRow.State.NOT_UP_TO_DATE);
  }

  @Test
  void theRulesOfAnEndpointStandInTheirOrderWithTheirCounts() {
    EndpointDetail.Gate gate = endpoints.detail(Shop.DB_POD).orElseThrow().directions().getFirst();

    assertThat(gate.rules())
        .extracting(r -> r.rule().policy())
        .containsExactly("ClusterNetworkPolicy no-test", "NetworkPolicy shop/db");
    assertThat(gate.rules().get(1).traffic()).isEqualTo(new Traffic(2, 20));
    assertThat(gate.byDefault()).isEqualTo(new Traffic(100, 1000));
    assertThat(gate.sharedBy()).isEqualTo(1);
    assertThat(gate.isolating()).containsExactly("NetworkPolicy shop/db");
    assertThat(gate.audit().set()).isEmpty();
    assertThat(endpoints.detail(new ObjectName("shop", "web"))).isEmpty();
    assertThat(endpoints.detail(new ObjectName("shop", "agent"))).isEmpty();
    assertThat(endpoints.detail(new ObjectName("shop", "cache")).orElseThrow().directions())
        .isEmpty();
  }

  /** A set's default has counted 100 packets, its first rule 1, its second 2, and so on. */
  private static final class Counting implements Dataplane {
    @Override
    public Optional<Explanation> explain(Probe probe) {
      return Optional.empty();
    }

    @Override
    public List<Traffic> ruleCounters(int first, int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> i == 0 ? new Traffic(100, 1000) : new Traffic(i, 10L * i))
          .toList();
    }
  }
}
