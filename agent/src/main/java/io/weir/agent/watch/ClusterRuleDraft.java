package io.weir.agent.watch;

import io.weir.policy.model.ClusterNetworkPolicyFacts.Peer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.PodsPeer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Port;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Rule;
import io.weir.policy.model.SelectorFacts;
import java.util.List;
import java.util.Optional;

/** One rule of a ClusterNetworkPolicy while it streams by. */
final class ClusterRuleDraft {
  private static final String UNREADABLE = SelectorDraft.UNREADABLE;

  static final Peer UNKNOWN_PEER =
      new Peer(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of());

  static final Port UNKNOWN_PORT =
      new Port("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** In place of a number that is none; no port. */
  private static final Optional<Integer> NO_NUMBER = Optional.of(-1);

  private final String peersField;
  private String name = "";
  private String action = "";
  private List<Peer> peers = List.of();
  private List<Port> protocols = List.of();

  /**
   * @param peersField "from" or "to"
   */
  ClusterRuleDraft(String peersField) {
    this.peersField = peersField;
  }

  Rule read(Json in) {
    in.object(field -> {
      if (field.equals(peersField)) {
        peers = in.lenientList(() -> peer(in), UNKNOWN_PEER);
      } else {
        field(field, in);
      }
    });
    return new Rule(name, action, peers, protocols);
  }

  private void field(String field, Json in) {
    switch (field) {
      case "name" -> name = in.lenient(in::pooledText, UNREADABLE);
      case "action" -> action = in.lenient(in::pooledText, UNREADABLE);
      case "protocols" -> protocols = in.lenientList(() -> port(in), UNKNOWN_PORT);
      default -> in.skip();
    }
  }

  private static Peer peer(Json in) {
    var draft =
        new Object() {
          Optional<SelectorFacts> namespaces = Optional.empty();
          Optional<PodsPeer> pods = Optional.empty();
          List<String> networks = List.of();
          Optional<SelectorFacts> nodes = Optional.empty();
          List<String> domainNames = List.of();
        };
    in.object(field -> {
      switch (field) {
        case "namespaces" -> draft.namespaces = SelectorDraft.read(in);
        case "pods" -> draft.pods = pods(in);
        case "networks" -> draft.networks = in.lenientTexts(UNREADABLE);
        case "nodes" -> draft.nodes = SelectorDraft.read(in);
        case "domainNames" -> draft.domainNames = in.lenientTexts(UNREADABLE);
        default -> in.skip();
      }
    });
    return new Peer(draft.namespaces, draft.pods, draft.networks, draft.nodes, draft.domainNames);
  }

  /** Empty where null; selectors of unknown requirements where it is no object. */
  static Optional<PodsPeer> pods(Json in) {
    if (in.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        in.lenient(
            () -> selectors(in),
            new PodsPeer(Optional.of(SelectorDraft.UNKNOWN), Optional.of(SelectorDraft.UNKNOWN))));
  }

  private static PodsPeer selectors(Json in) {
    var draft =
        new Object() {
          Optional<SelectorFacts> namespaces = Optional.empty();
          Optional<SelectorFacts> pods = Optional.empty();
        };
    in.object(field -> {
      switch (field) {
        case "namespaceSelector" -> draft.namespaces = SelectorDraft.read(in);
        case "podSelector" -> draft.pods = SelectorDraft.read(in);
        default -> in.skip();
      }
    });
    return new PodsPeer(draft.namespaces, draft.pods);
  }

  private static Port port(Json in) {
    PortDraft draft = new PortDraft();
    in.object(field -> draft.field(field, in));
    // Two known fields at once say two things: neither is believed.
    return draft.fields == 1 ? draft.read() : UNKNOWN_PORT;
  }

  /** One of {@code protocols}. */
  private static final class PortDraft {
    private int fields;
    private String protocol = "";
    private Optional<Integer> number = Optional.empty();
    private Optional<Integer> start = Optional.empty();
    private Optional<Integer> end = Optional.empty();
    private Optional<String> name = Optional.empty();

    private void field(String field, Json in) {
      switch (field) {
        case "tcp" -> transport("TCP", in);
        case "udp" -> transport("UDP", in);
        case "sctp" -> transport("SCTP", in);
        case "destinationNamedPort" -> {
          name = in.isNull() ? Optional.empty() : Optional.of(in.lenient(in::text, UNREADABLE));
          fields += name.isPresent() ? 1 : 0;
        }
        default -> in.skip();
      }
    }

    private void transport(String named, Json in) {
      if (in.isNull()) {
        return;
      }
      fields++;
      protocol = named;
      in.object(field -> {
        if (field.equals("destinationPort")) {
          in.object(part -> destination(part, in));
        } else {
          in.skip();
        }
      });
    }

    private void destination(String part, Json in) {
      switch (part) {
        case "number" -> number = in.lenient(in::optionalNumber, NO_NUMBER);
        case "range" -> in.object(bound -> range(bound, in));
        default -> in.skip();
      }
    }

    private void range(String bound, Json in) {
      switch (bound) {
        case "start" -> start = in.lenient(in::optionalNumber, NO_NUMBER);
        case "end" -> end = in.lenient(in::optionalNumber, NO_NUMBER);
        default -> in.skip();
      }
    }

    private Port read() {
      return new Port(protocol, number, start, end, name);
    }
  }
}
