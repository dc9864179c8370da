package io.weir.sandbox.net;

/** How pods hang on their node: the two shapes that CNI plugins have. */
public enum PodNetwork {
  /** A veth and a host route for each pod, as Calico and ptp do. */
  ROUTED,
  /** One Linux bridge a node, as flannel and the bridge plugin do. */
  BRIDGE
}
