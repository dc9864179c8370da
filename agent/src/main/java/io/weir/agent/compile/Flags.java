package io.weir.agent.compile;

/** The bits of abi.h. A test compares each with the enumerators in the objects' BTF. */
public final class Flags {
  public static final int FRONTEND_INTERNAL_LOCAL = 1;
  public static final int FRONTEND_EXTERNAL_LOCAL = 2;
  public static final int FRONTEND_ELSEWHERE = 4;
  public static final int FRONTEND_SOURCE_RANGES = 8;
  public static final int FRONTEND_NODE_ALLOWED = 16;

  public static final int FRONTEND_CLUSTER_IP = 1;
  public static final int FRONTEND_NODE_PORT = 2;
  public static final int FRONTEND_EXTERNAL_IP = 3;
  public static final int FRONTEND_LOAD_BALANCER_IP = 4;

  public static final int SLOT_LOCAL = 1;
  public static final int SLOT_TERMINATING = 2;

  public static final int MEMBER_CLUSTER = 1;
  public static final int MEMBER_LOCAL = 2;
  public static final int MEMBER_SERVING = 4;

  public static final int POD_NO_SOCKET_LB = 1;

  private Flags() {}
}
