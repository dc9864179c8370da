package io.weir.sandbox.net;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Addresses of one prefix, lent to owners. The address after the last one lent comes next, so that
 * an address that was given back rests for as long as possible. Not thread safe.
 */
public final class AddressPool {
  private final IpPrefix prefix;
  private final long first;
  private final long count;
  private final Map<IpAddress, String> owners = new TreeMap<>();
  private long next;

  /**
   * @param reserved how many addresses at the start of the prefix are never lent; the last one of
   *     the prefix is not either
   */
  public AddressPool(IpPrefix prefix, long reserved) {
    this.prefix = prefix;
    this.first = reserved;
    int hostBits = Math.min(16, 128 - prefix.mappedLength());
    this.count = (1L << hostBits) - reserved - 1;
  }

  public IpPrefix prefix() {
    return prefix;
  }

  /** Empty when every address is lent. */
  public Optional<IpAddress> take(String owner) {
    for (long i = 0; i < count; i++) {
      IpAddress candidate = Ips.plus(prefix.address(), first + (next + i) % count);
      if (owners.putIfAbsent(candidate, owner) == null) {
        next = (next + i + 1) % count;
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Lends this very address.
   *
   * @return false when another owner has it or it is not one of the pool's
   */
  public boolean claim(IpAddress address, String owner) {
    return prefix.contains(address)
        && address.low() - prefix.address().low() >= first
        && owner.equals(owners.computeIfAbsent(address, _ -> owner));
  }

  /** The address this owner has. */
  public Optional<IpAddress> of(String owner) {
    return owners.entrySet().stream()
        .filter(e -> e.getValue().equals(owner))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  public void giveBack(String owner) {
    owners.values().removeIf(owner::equals);
  }
}
