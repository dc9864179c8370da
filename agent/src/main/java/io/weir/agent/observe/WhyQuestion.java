package io.weir.agent.observe;

import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where would a connection to {@code address} go?
 *
 * @param from the client: {@code namespace/pod} of a pod on this node, or an address; empty means a
 *     process of the node itself
 * @param fromPort the client's port, which matters for those outside; empty for any
 */
public record WhyQuestion(
    L4Address address, Protocol protocol, Optional<String> from, OptionalInt fromPort) {}
