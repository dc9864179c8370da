package io.weir.agent.attach;

import io.weir.bpf.program.TcHook;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs at interfaces, at each hook in the order in which they run; the program's name
 * begins its pin's.
 */
public enum WorkloadHook {
  SERVICE_FROM_POD("service_from_pod", TcHook.INGRESS),
  FROM_POD("from_pod", TcHook.INGRESS),
  SERVICE_REPLY("service_reply", TcHook.INGRESS),
  TO_POD("to_pod", TcHook.EGRESS),
  SERVICE_TO_POD("service_to_pod", TcHook.EGRESS),
  FROM_NETWORK("from_network", TcHook.INGRESS),
  TO_NETWORK("to_network", TcHook.EGRESS),
  /** By XDP, where nothing else runs. */
  FROM_WIRE("from_wire", null);

  /** Policy at the node's end of a pod's interface. */
  static final List<WorkloadHook> POLICY = List.of(FROM_POD, TO_POD);

  /** Services there, in the order in which they are attached: answers find their way back first. */
  static final List<WorkloadHook> SERVICE =
      List.of(SERVICE_TO_POD, SERVICE_REPLY, SERVICE_FROM_POD);

  /** The same at uplinks. */
  static final List<WorkloadHook> UPLINK = List.of(TO_NETWORK, FROM_NETWORK);

  static final List<WorkloadHook> EARLY = List.of(FROM_WIRE);

  private final String program;
  private final TcHook hook;

  WorkloadHook(String program, TcHook hook) {
    this.program = program;
    this.hook = hook;
  }

  public String program() {
    return program;
  }

  /** Of policy: the same program, but that it changes nothing and tells what it found. */
  public String explainer() {
    return "explain_" + program;
  }

  /** The side of the interface; null by XDP. */
  public TcHook hook() {
    return hook;
  }

  /** Whether it sends packets on that nobody else would see after it. */
  boolean late() {
    return this == SERVICE_REPLY || this == SERVICE_TO_POD || this == TO_NETWORK;
  }

  /** Those that run before this one, the nearest first. */
  Stream<WorkloadHook> before() {
    return Arrays.stream(values())
        .filter(h -> h.hook == hook && h.ordinal() < ordinal())
        .sorted((a, b) -> b.compareTo(a));
  }
}
