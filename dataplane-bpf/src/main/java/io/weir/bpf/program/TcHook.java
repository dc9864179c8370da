package io.weir.bpf.program;

/** The two sides of an interface. Seen from the host end of a pod's veth. */
public enum TcHook {
  /** What arrives at the interface: from the pod. */
  INGRESS(1, AttachType.TCX_INGRESS),
  /** What leaves by it: to the pod. */
  EGRESS(2, AttachType.TCX_EGRESS);

  private final int attachPoint; // enum bpf_tc_attach_point
  private final AttachType tcx;

  TcHook(int attachPoint, AttachType tcx) {
    this.attachPoint = attachPoint;
    this.tcx = tcx;
  }

  int attachPoint() {
    return attachPoint;
  }

  /** The same hook as a TCX chain. */
  public AttachType tcx() {
    return tcx;
  }
}
