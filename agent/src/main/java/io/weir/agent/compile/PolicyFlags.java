package io.weir.agent.compile;

/** The bits of workload_abi.h. A test compares each with the enumerators in the object's BTF. */
public final class PolicyFlags {
  public static final int ENDPOINT_CHECK_SOURCE = 1;

  public static final int PEER_POD = 1;

  public static final int PREFIX_POD_RANGE = 1;

  public static final int RULE_SET_ISOLATED = 1;
  public static final int RULE_SET_PREFIXES = 2;
  public static final int RULE_SET_PORTS = 4;
  public static final int RULE_SET_SUMMARY = 8;
  public static final int RULE_SET_UNKNOWN = 16;

  public static final int PART_POD = 1;
  public static final int PART_NAMESPACE = 2;
  public static final int PART_PREFIX = 3;

  private PolicyFlags() {}
}
