package io.weir.agent.observe;

import java.util.List;

/**
 * A line of {@code weir endpoint ls}: a pod of this node and its interface.
 *
 * @param ifindex of its interface on the host's side; 0 while there is none
 * @param interfaceName empty while there is none
 * @param strict closed from its first packet until its policies are in place
 */
public record EndpointRow(
    String namespace,
    String pod,
    int ifindex,
    String interfaceName,
    List<String> addresses,
    Gate ingress,
    Gate egress,
    State state,
    boolean strict) {
  public EndpointRow {
    addresses = List.copyOf(addresses);
  }

  /** How far it is from what the policies say. */
  public enum State {
    /** What the policies say is in force. */
    READY,
    /** Nothing is known yet, or its rules did not fit: only the node itself may enter. */
    CLOSED,
    /** An older set of rules is in force. */
    NOT_UP_TO_DATE,
    /** The pod's interface has not been found: nothing is enforced at it. */
    NO_INTERFACE
  }

  /**
   * What is in force in one direction.
   *
   * @param set its id in hexadecimal, "none" without policy, "closed" while closed
   * @param isolated what no rule allows is denied
   * @param rules in the set
   */
  public record Gate(String set, boolean isolated, int rules) {}
}
