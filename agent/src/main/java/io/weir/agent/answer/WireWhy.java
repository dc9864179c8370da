package io.weir.agent.answer;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.WireChoice;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.loop.LoopView;
import io.weir.agent.loop.WireView;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyAnswer.Outcome;
import io.weir.agent.observe.WhyAnswer.Step;
import io.weir.agent.observe.WhyAnswer.Way;
import io.weir.agent.observe.WhyQuestion;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Tuple;
import io.weir.service.compile.Frontend;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the first packet of a client outside through the decisions of the programs on the wire,
 * in their order, when it comes in at this node. The programs decide by themselves: a test sends
 * packets and compares.
 */
final class WireWhy {
  private static final int NODE_OR_PEER =
      WireFlags.SERVICE_ADDRESS_NODE | WireFlags.SERVICE_ADDRESS_PEER;

  private final LoopView view;
  private final WireMemory memory;
  private final WhyQuestion question;
  private final IpAddress client;
  private final List<Step> steps = new ArrayList<>();

  WireWhy(LoopView view, WireMemory memory, WhyQuestion question, IpAddress client) {
    this.view = view;
    this.memory = memory;
    this.question = question;
    this.client = client;
  }

  WhyAnswer answer() {
    step("client", client + " is neither a pod of this node nor the node: on the wire");
    if (client.family() != question.address().address().family()) {
      return WhyMatch.none(
          Outcome.NOT_A_SERVICE, steps, "client and address are of different families");
    }
    return view.wire()
        .map(this::follow)
        .orElseGet(() ->
            WhyMatch.none(
                Outcome.NOT_OURS,
                steps,
                "services.mode is not full: packets from outside are another proxy's business"));
  }

  private void step(String rule, String outcome) {
    steps.add(new Step(rule, outcome));
  }

  /** No list shuts out a node of the cluster. */
  private boolean denied(WireView wire) {
    boolean denied = memory.denied(client) && (wire.flags(client) & NODE_OR_PEER) == 0;
    if (denied) {
      step("denyLists", client + " is on a list");
    }
    return denied;
  }

  private WhyAnswer follow(WireView wire) {
    if (denied(wire)) {
      return WhyMatch.none(Outcome.DENIED, steps, "take it off the list, if it is welcome");
    }
    int flags = wire.flags(question.address().address());
    Optional<WhyMatch> match = byAddress().or(() -> byNodePort(flags));
    if (match.isEmpty()) {
      return unserved(wire, flags);
    }
    Optional<WhyAnswer> known = known(match.get(), wire);
    if (known.isPresent()) {
      return known.get();
    }
    if (match.get().frontend() instanceof Frontend.LoadBalancerIp vip && !allowed(vip)) {
      return dropped(match.get(), Outcome.SOURCE_DENIED, "add the client to the Service's ranges");
    }
    boolean handed =
        (flags & WireFlags.SERVICE_ADDRESS_NODE) == 0
            && (flags & WireFlags.SERVICE_ADDRESS_PEER) != 0;
    return choose(match.get(), wire, handed);
  }

  private Optional<WhyMatch> byAddress() {
    Optional<WhyMatch> match = WhyMatch.atAddress(view, question);
    step("address", match.map(WhyMatch::found).orElse("no frontend"));
    return match;
  }

  private Optional<WhyMatch> byNodePort(int flags) {
    boolean accepted = (flags & NODE_OR_PEER) != 0;
    Optional<WhyMatch> match = accepted ? WhyMatch.atNode(view, question) : Optional.empty();
    step(
        "nodePort",
        accepted
            ? match.map(WhyMatch::found).orElse("no Service has this NodePort")
            : "not an address of a node that accepts NodePorts");
    return match;
  }

  private WhyAnswer unserved(WireView wire, int flags) {
    if ((flags & WireFlags.SERVICE_ADDRESS_CLUSTER_IP) != 0) {
      return WhyMatch.none(
          Outcome.UNUSED_PORT, steps, "a ClusterIP, and no Service has this port and protocol");
    }
    if (flags == 0 && wire.isInServiceRange(question.address().address())) {
      return WhyMatch.none(
          Outcome.UNUSED_ADDRESS, steps, "of a ServiceCIDR, and no Service has the address");
    }
    return WhyMatch.none(
        Outcome.NOT_A_SERVICE,
        steps,
        "no Service has this address, port and protocol: the packet is routed as it is");
  }

  /** A packet of a flow that is known goes where the flow went. */
  private Optional<WhyAnswer> known(WhyMatch match, WireView wire) {
    if (question.fromPort().isEmpty()) {
      step("flow", "not looked for: give the client's port too, and it is");
      return Optional.empty();
    }
    Optional<KnownFlow> flow =
        memory
            .flow(tuple(question.fromPort().getAsInt()))
            .map(KnownFlow::new)
            .filter(known -> known.goesOn(match.port()));
    step(
        "flow",
        flow.map(f -> "known: goes where it went, to " + f.backend())
            .orElse("none of this client and port is known, or it is over"));
    return flow.map(f ->
        match.answer(
            view,
            Outcome.TRANSLATED,
            steps,
            isLocal(match, false),
            List.of(f.backend()),
            "",
            List.of(new WireWays(view, wire, memory, match.port(), client).of(f))));
  }

  private Tuple tuple(int clientPort) {
    return new Tuple(
        AbiAddress.of(client),
        AbiAddress.of(question.address().address()),
        clientPort,
        question.address().port(),
        question.protocol().number());
  }

  private boolean allowed(Frontend.LoadBalancerIp vip) {
    boolean allowed = vip.allows(client) || isVip(vip);
    if (!vip.sourceRanges().isEmpty()) {
      step(
          "loadBalancerSourceRanges",
          client + (allowed ? " is inside " : " is outside ") + vip.sourceRanges());
    }
    return allowed;
  }

  /** Where the node is inside the ranges, so is the VIP itself. */
  private boolean isVip(Frontend.LoadBalancerIp vip) {
    return client.equals(vip.address().address())
        && view.node().facts().addresses().stream().anyMatch(vip::allows);
  }

  private static boolean isLocal(WhyMatch match, boolean handed) {
    return handed
        || (match.isClusterIp() ? match.port().internalLocal() : match.port().externalLocal());
  }

  private WhyAnswer choose(WhyMatch match, WireView wire, boolean handed) {
    boolean local = isLocal(match, handed);
    policy(match, handed, local);
    Optional<WireChoice> choice = view.choice(match.port(), match.frontend());
    List<Slot> set = choice.map(c -> c.set(local)).orElse(List.of());
    if (set.isEmpty()) {
      boolean elsewhere = match.port().backends().any();
      return dropped(
          match,
          elsewhere ? Outcome.NO_LOCAL : Outcome.REFUSED,
          elsewhere
              ? "endpoints exist, but none on this node"
              : "no endpoint is ready, nor serving to the end");
    }
    List<Slot> chosen =
        new WireSelection(match, choice.get(), local, handed, memory)
            .chosen(client, question.fromPort().stream().mapToObj(this::tuple).findFirst(), steps);
    return reached(match, wire, local, handed, chosen);
  }

  private void policy(WhyMatch match, boolean handed, boolean local) {
    if (handed) {
      step("handed over", "another node's address: by DSR it leaves us backends of this node");
      return;
    }
    step(
        match.isClusterIp() ? "internalTrafficPolicy" : "externalTrafficPolicy",
        local ? "Local: only endpoints on this node" : "Cluster: all endpoints");
    if (!local) {
      view.why(match.port()).ifPresent(why -> step("topology", why.topology().because()));
    }
  }

  private WhyAnswer reached(
      WhyMatch match, WireView wire, boolean local, boolean handed, List<Slot> chosen) {
    WireWays ways = new WireWays(view, wire, memory, match.port(), client);
    ways.mode(chosen).ifPresent(mode -> step("externalMode", mode));
    List<Way> all = chosen.stream().flatMap(slot -> ways.of(slot, handed).stream()).toList();
    boolean none = all.isEmpty();
    return match.answer(
        view,
        none ? Outcome.NO_WAY : Outcome.TRANSLATED,
        steps,
        local,
        chosen.stream().map(WireWays::text).toList(),
        none ? "the interface of the backend's pod is not known, or this node has no address" : "",
        all);
  }

  private WhyAnswer dropped(WhyMatch match, Outcome outcome, String hint) {
    return match.answer(view, outcome, steps, isLocal(match, false), List.of(), hint, List.of());
  }
}
