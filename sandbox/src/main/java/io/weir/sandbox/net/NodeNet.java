package io.weir.sandbox.net;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.List;

/**
 * A node's place in the network.
 *
 * @param name of the Kubernetes Node
 * @param namespace network namespace
 * @param addresses one of each family, primary first
 * @param podPrefixes what its pods' addresses are taken from, in the same order
 */
public record NodeNet(
    String name, String namespace, List<IpAddress> addresses, List<IpPrefix> podPrefixes) {}
