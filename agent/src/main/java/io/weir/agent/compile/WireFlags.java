package io.weir.agent.compile;

/** The bits of wire_abi.h. A test compares each with the enumerators in the objects' BTF. */
public final class WireFlags {
  public static final int SERVICE_ADDRESS_NODE = 1;
  public static final int SERVICE_ADDRESS_PEER = 2;
  public static final int SERVICE_ADDRESS_CLUSTER_IP = 4;
  public static final int SERVICE_ADDRESS_EXTERNAL = 8;

  public static final int TRANSLATION_REPLY = 1;
  public static final int TRANSLATION_ANSWERED = 2;
  public static final int TRANSLATION_FIN = 4;
  public static final int TRANSLATION_RESET = 8;
  public static final int TRANSLATION_ONE_WAY = 16;
  public static final int TRANSLATION_SNAT = 32;
  public static final int TRANSLATION_EXTERNAL = 64;

  private WireFlags() {}
}
