package io.weir.sandbox.wire;

/** The kinds of address that a Service has. */
enum Frontend {
  CLUSTER_IP("ClusterIP"),
  /** Of the first node. */
  NODE_PORT("NodePort"),
  EXTERNAL_IP("externalIP"),
  VIP("VIP");

  private final String words;

  Frontend(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
