package io.weir.agent.model;

import io.weir.values.IpAddress;

/**
 * A host on a link of this node.
 *
 * @param ifindex our interface on that link
 * @param ownMac that interface's
 */
public record Neighbour(IpAddress address, int ifindex, MacAddress mac, MacAddress ownMac) {}
