package io.weir.policy.model;

import java.util.List;

/**
 * One rule of one direction, judged: what could not be read has been left out of an accepting rule
 * and has widened a denying one, so that nothing opens by mistake.
 *
 * @param index in the policy's list of that direction, from 0
 * @param name of the rule, "" where it has none
 * @param anyPeer every address, outside ones too; then {@code peers} is empty
 * @param anyPort every port of every protocol, ICMP too; then {@code ports} is empty. When both are
 *     empty otherwise, the rule matches nothing
 */
public record Rule(
    int index,
    String name,
    Action action,
    boolean anyPeer,
    List<Peer> peers,
    boolean anyPort,
    List<PortMatch> ports) {
  public Rule {
    peers = List.copyOf(peers);
    ports = List.copyOf(ports);
    if (anyPeer && !peers.isEmpty() || anyPort && !ports.isEmpty()) {
      throw new IllegalArgumentException("index=" + index + ": any and some at once");
    }
  }
}
