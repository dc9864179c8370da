package io.weir.service.model;

import java.util.Arrays;
import java.util.Optional;

/** How a packet from outside reaches a backend on another node ({@code enum external_mode}). */
public enum ExternalMode {
  /** From an address of the node where it came in: the client's is lost. */
  SNAT("snat"),
  /** By tunnel, and the answer comes back by tunnel: the backend sees the client. */
  FORWARD("forward"),
  /** As it came, to the other node's MAC; the answer goes straight to the client. */
  DSR_L2("dsr-l2"),
  /** By tunnel; the answer goes straight to the client. */
  DSR_GENEVE("dsr-geneve"),
  /** The same in an IP header alone. */
  DSR_IPIP("dsr-ipip");

  private final String word;

  ExternalMode(String word) {
    this.word = word;
  }

  /** As settings and annotations name it. */
  public String word() {
    return word;
  }

  public static Optional<ExternalMode> of(String word) {
    return Arrays.stream(values()).filter(m -> m.word.equals(word)).findFirst();
  }
}
