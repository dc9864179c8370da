package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import java.util.List;
import java.util.Optional;

/**
 * networking.k8s.io/v1 NetworkPolicy. Where a field is not of its type the rest is kept, and in its
 * place stands something that matches nothing: a list that went missing would match everything.
 */
final class NetworkPolicyDraft extends Draft {
  private static final String UNREADABLE = SelectorDraft.UNREADABLE;
  private static final Peer NOBODY = new Peer(Optional.empty(), Optional.empty(), Optional.empty());
  private static final Port NO_PORT = new Port(UNREADABLE, "", false, Optional.empty());
  private static final Rule NOTHING = new Rule(List.of(NOBODY), List.of(NO_PORT));
  private static final IpBlock NO_BLOCK = new IpBlock(UNREADABLE, List.of());

  private Optional<SelectorFacts> podSelector = Optional.empty();
  private List<String> policyTypes = List.of();
  private List<Rule> ingress = List.of();
  private List<Rule> egress = List.of();

  NetworkPolicyDraft() {
    super(true); // so that a label is not taken for the annotation of its name
  }

  static PolicyName name(Meta meta) {
    return PolicyName.networkPolicy(meta.objectName().namespace(), meta.objectName().name());
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
      case "podSelector" -> podSelector = SelectorDraft.read(in);
      case "policyTypes" -> policyTypes = in.lenientTexts(UNREADABLE);
      case "ingress" -> ingress = in.lenientList(() -> rule(in, "from"), NOTHING);
      case "egress" -> egress = in.lenientList(() -> rule(in, "to"), NOTHING);
      default -> in.skip();
    }
  }

  private static Rule rule(Json in, String peersField) {
    var draft =
        new Object() {
          List<Peer> peers = List.of();
          List<Port> ports = List.of();
        };
    in.object(field -> {
      if (field.equals(peersField)) {
        draft.peers = in.lenientList(() -> peer(in), NOBODY);
      } else if (field.equals("ports")) {
        draft.ports = in.lenientList(() -> port(in), NO_PORT);
      } else {
        in.skip();
      }
    });
    return new Rule(draft.peers, draft.ports);
  }

  private static Peer peer(Json in) {
    var draft =
        new Object() {
          Optional<SelectorFacts> pods = Optional.empty();
          Optional<SelectorFacts> namespaces = Optional.empty();
          Optional<IpBlock> block = Optional.empty();
        };
    in.object(field -> {
      switch (field) {
        case "podSelector" -> draft.pods = SelectorDraft.read(in);
        case "namespaceSelector" -> draft.namespaces = SelectorDraft.read(in);
        case "ipBlock" ->
            draft.block =
                in.isNull() ? Optional.empty() : Optional.of(in.lenient(() -> block(in), NO_BLOCK));
        default -> in.skip();
      }
    });
    return new Peer(draft.pods, draft.namespaces, draft.block);
  }

  private static IpBlock block(Json in) {
    var draft =
        new Object() {
          String cidr = "";
          List<String> except = List.of();
        };
    in.object(field -> {
      switch (field) {
        case "cidr" -> draft.cidr = in.pooledText();
        case "except" -> draft.except = in.lenientTexts(UNREADABLE);
        default -> in.skip();
      }
    });
    return new IpBlock(draft.cidr, draft.except);
  }

  private static Port port(Json in) {
    var draft =
        new Object() {
          String protocol = "";
          String port = "";
          boolean numeric;
          Optional<Integer> endPort = Optional.empty();
        };
    in.object(field -> {
      switch (field) {
        case "protocol" -> draft.protocol = in.pooledText();
        case "port" -> {
          draft.numeric = in.isNumber();
          draft.port = draft.numeric ? Integer.toString(in.number()) : portName(in);
        }
        case "endPort" -> draft.endPort = in.optionalNumber();
        default -> in.skip();
      }
    });
    return new Port(draft.protocol, draft.port, draft.numeric, draft.endPort);
  }

  /** An empty name is none, but must not pass for "every port". */
  private static String portName(Json in) {
    String name = in.pooledText();
    return name.isEmpty() && !in.isNull() ? UNREADABLE : name;
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.NetworkPolicyChanged(
        new NetworkPolicyFacts(
            name(meta()), meta().uid(), podSelector, policyTypes, ingress, egress, meta().audit()));
  }
}
