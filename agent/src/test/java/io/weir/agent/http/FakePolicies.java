package io.weir.agent.http;

import io.weir.agent.observe.AgentSnapshot.FaultRow;
import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainAnswer.End;
import io.weir.agent.observe.ExplainAnswer.Endpoint;
import io.weir.agent.observe.ExplainAnswer.Flow;
import io.weir.agent.observe.ExplainAnswer.Miss;
import io.weir.agent.observe.ExplainAnswer.Verdict;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.PolicyDetail;
import io.weir.agent.observe.PolicyQueries;
import io.weir.agent.observe.PolicyRow;
import io.weir.agent.observe.PolicyState;
import io.weir.agent.observe.RuleText;
import io.weir.agent.observe.Traffic;
import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Tier;
import io.weir.values.Family;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Fixed answers about shop/db, which one policy isolates and one administrator's rule protects, and
 * shop/web on another node.
 */
class FakePolicies implements PolicyQueries {
  private static final RuleText FROM_WEB =
      new RuleText(
          "NetworkPolicy shop/db",
          Tier.NETWORK_POLICY,
          Direction.INGRESS,
          0,
          "",
          Action.ACCEPT,
          List.of("pods of shop with app=web"),
          List.of("TCP 5432", "TCP named admin"));
  private static final RuleText NO_TEST =
      new RuleText(
          "ClusterNetworkPolicy no-test",
          Tier.ADMIN,
          Direction.INGRESS,
          1,
          "tests stay out",
          Action.DENY,
          List.of("pods in namespaces with stage=test"),
          List.of("any port"));
  private static final EndpointRow DB =
      new EndpointRow(
          "shop",
          "db",
          9,
          "veth9",
          List.of("10.244.2.5", "fd00:10:244:2::5"),
          new EndpointRow.Gate("9f3b0a11", true, 2),
          new EndpointRow.Gate("none", false, 0),
          EndpointRow.State.READY,
          true);
  private static final EndpointRow NEW =
      new EndpointRow(
          "shop",
          "new",
          0,
          "",
          List.of(),
          new EndpointRow.Gate("closed", false, 0),
          new EndpointRow.Gate("closed", false, 0),
          EndpointRow.State.NO_INTERFACE,
          false);

  private static PolicyRow row(
      String kind, String namespace, String name, Tier tier, int priority) {
    return new PolicyRow(
        kind, namespace, name, tier, priority, 1, 2, 0, PolicyState.IN_FORCE, false, 0);
  }

  @Override
  public CompletableFuture<List<PolicyRow>> policies() {
    return CompletableFuture.completedFuture(
        List.of(
            row("NetworkPolicy", "shop", "db", Tier.NETWORK_POLICY, 0),
            new PolicyRow(
                "NetworkPolicy",
                "shop",
                "trial",
                Tier.NETWORK_POLICY,
                0,
                3,
                1,
                1,
                PolicyState.NOT_UP_TO_DATE,
                true,
                2),
            row("ClusterNetworkPolicy", "", "no-test", Tier.ADMIN, 100)));
  }

  @Override
  public CompletableFuture<Optional<PolicyDetail>> policy(PolicyName name) {
    PolicyDetail detail =
        new PolicyDetail(
            row("NetworkPolicy", "shop", "db", Tier.NETWORK_POLICY, 0),
            "pods of shop with app=db",
            "",
            List.of(
                new PolicyDetail.Gate(
                    Direction.INGRESS,
                    true,
                    List.of(new PolicyDetail.Rule(FROM_WEB, new Traffic(12, 3400), Traffic.NONE)),
                    new Traffic(3, 180),
                    new Traffic(1, 60))),
            List.of(new PolicyDetail.Pod("shop/db", PolicyState.IN_FORCE)),
            List.of(new FaultRow("NetworkPolicy shop/db", "spec.ingress[1].from[0]", "empty")));
    return CompletableFuture.completedFuture(
        Optional.of(detail).filter(d -> name.equals(PolicyName.networkPolicy("shop", "db"))));
  }

  @Override
  public CompletableFuture<List<EndpointRow>> endpoints() {
    return CompletableFuture.completedFuture(List.of(DB, NEW));
  }

  @Override
  public CompletableFuture<Optional<EndpointDetail>> endpoint(ObjectName pod) {
    EndpointDetail detail =
        new EndpointDetail(
            DB,
            List.of(
                new EndpointDetail.Gate(
                    Direction.INGRESS,
                    "9f3b0a11",
                    2,
                    List.of("NetworkPolicy shop/db"),
                    List.of(
                        new EndpointDetail.Rule(NO_TEST, new Traffic(7, 420)),
                        new EndpointDetail.Rule(FROM_WEB, new Traffic(12, 3400))),
                    new Traffic(3, 180),
                    new EndpointDetail.Audit("", List.of(), List.of(), Traffic.NONE)),
                new EndpointDetail.Gate(
                    Direction.EGRESS,
                    "none",
                    1,
                    List.of(),
                    List.of(),
                    Traffic.NONE,
                    new EndpointDetail.Audit(
                        "00000fa0",
                        List.of("NetworkPolicy shop/trial"),
                        List.of(new EndpointDetail.Rule(NO_TEST, new Traffic(5, 300))),
                        new Traffic(6, 360)))));
    return CompletableFuture.completedFuture(
        Optional.of(detail).filter(d -> pod.equals(new ObjectName("shop", "db"))));
  }

  @Override
  public CompletableFuture<List<ExplainAnswer>> explain(List<ExplainQuestion> questions) {
    return CompletableFuture.completedFuture(
        questions.stream().map(FakePolicies::explain).toList());
  }

  private static ExplainAnswer explain(ExplainQuestion question) {
    if (!question.to().equals("shop/db")) {
      return ExplainAnswer.problem("no pod is called " + question.to());
    }
    boolean open = question.port() == 5432;
    Verdict verdict = open ? Verdict.UNKNOWN : Verdict.DENIED;
    Flow flow =
        new Flow(
            Family.IPV4,
            question.protocol(),
            "10.244.1.3",
            "10.244.2.5",
            question.port(),
            verdict,
            List.of(elsewhere(), open ? allowed() : denied()));
    return ExplainAnswer.of(List.of(flow));
  }

  private static End elsewhere() {
    return new End(
        Direction.EGRESS,
        "pod shop/web",
        "worker-2",
        Optional.empty(),
        new ExplainAnswer.Peer("10.244.2.5", "pod shop/db on worker-1", "0", "0", "0"),
        Verdict.UNKNOWN,
        "the agent of worker-2 knows",
        "",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static End allowed() {
    return db(
        Verdict.ALLOWED,
        "NetworkPolicy shop/db ingress[0]",
        "",
        Optional.of(FROM_WEB),
        Optional.empty());
  }

  private static End denied() {
    return db(
        Verdict.DENIED,
        "isolated by NetworkPolicy shop/db, and no rule allows it",
        "isolated",
        Optional.empty(),
        Optional.of(new Miss(FROM_WEB, "port")));
  }

  private static End db(
      Verdict verdict,
      String because,
      String dropReason,
      Optional<RuleText> rule,
      Optional<Miss> nearest) {
    return new End(
        Direction.INGRESS,
        "pod shop/db",
        "worker-1",
        Optional.of(new Endpoint(9, "veth9", EndpointRow.State.READY)),
        new ExplainAnswer.Peer("10.244.1.3", "pod shop/web on worker-2", "1a", "2b", "0"),
        verdict,
        because,
        dropReason,
        rule,
        nearest.isPresent() ? List.of("NetworkPolicy shop/db") : List.of(),
        nearest,
        Optional.of(
            new ExplainAnswer.Audit(
                Verdict.DENIED, "ClusterNetworkPolicy no-test ingress[1]", Optional.of(NO_TEST))),
        nearest.isPresent()
            ? List.of("the program denies, the model allows: report this")
            : List.of());
  }
}
