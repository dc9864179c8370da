package io.weir.policy.compile;

/**
 * What is known of one address.
 *
 * @param podPart 0 = no peer asks for it
 * @param namespacePart 0 for nodes
 * @param pod a pod's, not a node's
 */
public record AddressParts(int podPart, int namespacePart, boolean pod) {}
