package io.weir.agent.maps;

/** What of policy is not a table. */
public interface PolicySwitches {
  /** Every open flow of the node is judged again at its next packet. */
  void reconsider();

  /** How many counters there are for rules. */
  int counters();

  /** Sets the counters from {@code first} on to 0. */
  void clearCounters(int first, int count);
}
