package io.weir.agent.compile;

/** The bits of flow_abi.h. A test compares each with the enumerators in the objects' BTF. */
public final class FlowFlags {
  public static final int FLOW_TO_POD = 1;
  public static final int FLOW_ANSWERED = 2;
  public static final int FLOW_FIN_ORIGINAL = 4;
  public static final int FLOW_FIN_REPLY = 8;
  public static final int FLOW_RESET = 16;
  public static final int FLOW_ADOPTED = 32;
  public static final int FLOW_OWN_NODE = 64;
  public static final int FLOW_CUT = 128;

  private FlowFlags() {}
}
