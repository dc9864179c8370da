package io.weir.sandbox.wire;

/** How the first node hands a packet from outside to the second, and the way of the answer. */
enum Mode {
  SNAT("snat", "", Mode.BACK),
  FORWARD("forward", Frame.Kind.GENEVE.mark, "node2>node1/geneve node1>outside"),
  DSR_L2("dsr-l2", Hops.AS_IT_CAME, Mode.STRAIGHT),
  DSR_GENEVE("dsr-geneve", Frame.Kind.GENEVE.mark, Mode.STRAIGHT),
  DSR_IPIP("dsr-ipip", Frame.Kind.IPIP.mark, Mode.STRAIGHT);

  private static final String BACK = "node2>node1 node1>outside";
  private static final String STRAIGHT = "node2>outside";

  /** The value of the annotation. */
  final String annotation;

  private final String there;
  private final String back;

  Mode(String annotation, String there, String back) {
    this.annotation = annotation;
    this.there = there;
    this.back = back;
  }

  /** What crosses the nodes' link when the backend is on the second node. */
  String hops() {
    return "outside>node1 node1>node2" + there + " " + back;
  }

  @Override
  public String toString() {
    return annotation;
  }
}
