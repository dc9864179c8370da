package io.weir.agent.compile;

import java.nio.charset.StandardCharsets;

/**
 * The number that stands for another node in maps. It follows from the node's name, so that entries
 * of an earlier agent still mean the same. Pure.
 */
public final class NodeId {
  /** No node, or one that is not known. */
  public static final int NONE = 0;

  private static final int FNV_BASIS = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private NodeId() {}

  /** FNV-1a, 32 bits; never {@link #NONE}. Two names of one cluster may, very rarely, share one. */
  public static int of(String nodeName) {
    int hash = FNV_BASIS;
    for (byte b : nodeName.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xff) * FNV_PRIME;
    }
    return hash == NONE ? FNV_BASIS : hash;
  }
}
