package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.ClusterNetworkPolicyFacts.PodsPeer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Rule;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Subject;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import java.util.List;
import java.util.Optional;

/**
 * policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy. Where a field is not of its type the rest
 * is kept, and in its place stands something that is in no API: it is judged as a field of a newer
 * API would be.
 */
final class ClusterNetworkPolicyDraft extends Draft {
  static final String UNREADABLE = SelectorDraft.UNREADABLE;

  private static final Rule UNKNOWN =
      new Rule(
          "",
          UNREADABLE,
          List.of(ClusterRuleDraft.UNKNOWN_PEER),
          List.of(ClusterRuleDraft.UNKNOWN_PORT));

  private String tier = "";
  private Optional<Integer> priority = Optional.empty();
  private Subject subject = new Subject(Optional.empty(), Optional.empty());
  private List<Rule> ingress = List.of();
  private List<Rule> egress = List.of();

  ClusterNetworkPolicyDraft() {
    super(true); // so that a label is not taken for the annotation of its name
  }

  @Override
  void field(String name, Json in) {
    if (name.equals("spec")) {
      in.object(field -> spec(field, in));
    } else {
      in.skip();
    }
  }

  private void spec(String field, Json in) {
    switch (field) {
      case "tier" -> tier = in.lenient(in::pooledText, UNREADABLE);
      case "priority" -> priority = in.lenient(in::optionalNumber, Optional.empty());
      case "subject" -> subject = in.lenient(() -> subject(in), subject);
      case "ingress" ->
          ingress = in.lenientList(() -> new ClusterRuleDraft("from").read(in), UNKNOWN);
      case "egress" -> egress = in.lenientList(() -> new ClusterRuleDraft("to").read(in), UNKNOWN);
      default -> in.skip();
    }
  }

  private static Subject subject(Json in) {
    var draft =
        new Object() {
          Optional<SelectorFacts> namespaces = Optional.empty();
          Optional<PodsPeer> pods = Optional.empty();
        };
    in.object(field -> {
      switch (field) {
        case "namespaces" -> draft.namespaces = SelectorDraft.read(in);
        case "pods" -> draft.pods = ClusterRuleDraft.pods(in);
        default -> in.skip();
      }
    });
    return new Subject(draft.namespaces, draft.pods);
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.ClusterNetworkPolicyChanged(
        new ClusterNetworkPolicyFacts(
            PolicyName.clusterNetworkPolicy(meta().clusterName()),
            meta().uid(),
            meta().generation(),
            tier,
            priority,
            subject,
            ingress,
            egress,
            meta().audit()));
  }
}
