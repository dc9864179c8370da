package io.weir.agent.observe;

import java.util.Locale;

/** How far a tracked flow has come. */
public enum FlowState {
  /** Only who began it has been heard. */
  OPENING,
  /** The other side has answered. */
  ANSWERED,
  /** The opener has heard the answer, and spoken again. */
  ESTABLISHED,
  /** TCP: one side has closed. */
  CLOSING,
  /** TCP: both have. */
  CLOSED,
  /** TCP: one side has reset it. */
  RESET,
  /** Policy has changed and denies it now: its packets are dropped. */
  CUT;

  /** As people and options write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
