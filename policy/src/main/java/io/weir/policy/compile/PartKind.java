package io.weir.policy.compile;

/** What a row of peers is looked up by. */
public enum PartKind {
  /** The set of peers that ask for a pod's or a node's own labels and match it. */
  POD,
  /** The namespace: rows hold the rules whose peer asks for the namespace only. */
  NAMESPACE,
  /** The set of address blocks that hold for the longest prefix. */
  PREFIX
}
