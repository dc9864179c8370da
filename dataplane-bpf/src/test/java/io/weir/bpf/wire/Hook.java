package io.weir.bpf.wire;

/** A program that translates, and who sends what it gets. */
enum Hook {
  FROM_NETWORK("from_network", "up0"),
  TO_NETWORK("to_network", "up0"),
  SERVICE_FROM_POD("service_from_pod", "pod0"),
  SERVICE_REPLY("service_reply", "pod0"),
  SERVICE_TO_POD("service_to_pod", "pod0"),
  FROM_WIRE("from_wire", "lo");

  /** What became of a packet. */
  enum Verdict {
    PASSED_ON,
    SENT,
    DROPPED,
    /** None that a program of ours may come to. */
    UNKNOWN
  }

  final String program;

  /** Of node n1; test runs of XDP are at its loopback. */
  final String device;

  Hook(String program, String device) {
    this.program = program;
    this.device = device;
  }

  boolean isXdp() {
    return this == FROM_WIRE;
  }

  boolean isAtPod() {
    return device.equals("pod0");
  }

  String sender(int family) {
    return switch (this) {
      case FROM_NETWORK, SERVICE_TO_POD, FROM_WIRE -> WireNet.client(family);
      case TO_NETWORK -> WireNet.node(1, family);
      case SERVICE_FROM_POD, SERVICE_REPLY -> WireNet.pod(1, family);
    };
  }

  /** Indexes of enum wire_path: some packet of every kind goes there. */
  Integer[] paths() {
    return switch (this) {
      case FROM_NETWORK -> new Integer[] {0, 2, 3, 4, 5, 6, 7, 9, 10};
      case TO_NETWORK -> new Integer[] {0, 1, 3, 10};
      case SERVICE_FROM_POD -> new Integer[] {0, 2, 10};
      case SERVICE_REPLY -> new Integer[] {3, 8};
      case SERVICE_TO_POD -> new Integer[] {0};
      case FROM_WIRE -> new Integer[] {4, 5, 7};
    };
  }

  Verdict verdict(int result) {
    return switch (result) {
      case -1 -> isXdp() ? Verdict.UNKNOWN : Verdict.PASSED_ON;
      case 1 -> isXdp() ? Verdict.DROPPED : Verdict.UNKNOWN;
      case 2 -> isXdp() ? Verdict.PASSED_ON : Verdict.DROPPED;
      case 3 -> isXdp() ? Verdict.SENT : Verdict.UNKNOWN;
      case 7 -> isXdp() ? Verdict.UNKNOWN : Verdict.SENT;
      default -> Verdict.UNKNOWN;
    };
  }
}
