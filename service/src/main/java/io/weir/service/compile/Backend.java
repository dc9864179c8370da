package io.weir.service.compile;

import io.weir.values.L4Address;

/**
 * One endpoint of a Service port as traffic sees it.
 *
 * @param ready false only for serving and terminating ones (the fallback set)
 * @param local on our node
 * @param node the name of its node, "" where not known
 */
public record Backend(L4Address address, boolean ready, boolean local, String node) {
  /** Written out for the reason {@link io.weir.values.IpAddress#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Backend b
        && b.ready == ready
        && b.local == local
        && b.address.equals(address)
        && b.node.equals(node);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }
}
