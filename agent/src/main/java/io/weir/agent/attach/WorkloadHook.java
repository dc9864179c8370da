package io.weir.agent.attach;

import io.weir.bpf.program.TcHook;

/** The programs at the node's end of a pod's interface; the program's name begins its pin's. */
public enum WorkloadHook {
  FROM_POD("from_pod", "explain_from_pod", TcHook.INGRESS),
  TO_POD("to_pod", "explain_to_pod", TcHook.EGRESS);

  private final String program;
  private final String explainer;
  private final TcHook hook;

  WorkloadHook(String program, String explainer, TcHook hook) {
    this.program = program;
    this.explainer = explainer;
    this.hook = hook;
  }

  public String program() {
    return program;
  }

  /** The same program, but that it changes nothing and tells what it found. */
  public String explainer() {
    return explainer;
  }

  public TcHook hook() {
    return hook;
  }
}
