package io.weir.agent.answer;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.agent.flows.FlowStates;
import io.weir.agent.flows.Tracked;
import io.weir.agent.observe.FlowState;
import io.weir.bpf.abi.Translation;
import io.weir.service.compile.Backend;
import io.weir.service.compile.CompiledPort;
import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.Optional;

/** A translated flow that a client's next packet may belong to. */
record KnownFlow(Tracked.Translated flow) {
  Translation way() {
    return flow.way().value();
  }

  Optional<Translation> back() {
    return flow.back().map(Found::value);
  }

  String backend() {
    return address().toString();
  }

  private L4Address address() {
    return new L4Address(AbiAddress.toIp(way().destination()), way().destinationPort());
  }

  /**
   * Whether the client's next packet is one of it: a SYN on one that is over begins another, and a
   * datagram whose backend serves no more finds another.
   */
  boolean goesOn(CompiledPort port) {
    if (port.port().protocol() == Protocol.UDP) {
      return port.backends().serving().stream().map(Backend::address).anyMatch(address()::equals);
    }
    FlowState state = FlowStates.of(flow);
    boolean over = state == FlowState.RESET || state == FlowState.CLOSED;
    boolean overOneWay = back().isEmpty() && (state == FlowState.CLOSING || !isOneWay());
    return !over && !overOneWay;
  }

  private boolean isOneWay() {
    return (way().flags() & io.weir.agent.compile.WireFlags.TRANSLATION_ONE_WAY) != 0;
  }
}
