package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.maps.Table;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.values.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses where Services answer. Several may say so of one address, a Service of each of its
 * ports and another of the same VIP; it stays until the last has let go. Not thread-safe.
 */
final class WireAddresses {
  private final Table<Address, Address, ServiceAddress> table;
  private final Map<Object, Map<IpAddress, Integer>> bySource = new HashMap<>();
  private final Map<IpAddress, Map<Object, Integer>> byAddress = new HashMap<>();

  WireAddresses(Table<Address, Address, ServiceAddress> table) {
    this.table = table;
  }

  /** From now on {@code source} says this, and no more, of addresses. */
  void put(Object source, Map<IpAddress, Integer> flags) {
    Map<IpAddress, Integer> before =
        flags.isEmpty() ? bySource.remove(source) : bySource.put(source, Map.copyOf(flags));
    Set<IpAddress> touched = new HashSet<>(flags.keySet());
    if (before != null) {
      if (before.equals(flags)) {
        return;
      }
      touched.addAll(before.keySet());
    }
    for (IpAddress address : touched) {
      Map<Object, Integer> sources = byAddress.computeIfAbsent(address, a -> new HashMap<>());
      if (flags.containsKey(address)) {
        sources.put(source, flags.get(address));
      } else {
        sources.remove(source);
      }
      settle(address, sources);
    }
  }

  private void settle(IpAddress address, Map<Object, Integer> sources) {
    Address key = AbiAddress.of(address);
    if (sources.isEmpty()) {
      byAddress.remove(address);
      table.delta().replace(key, Map.of());
    } else {
      int all = sources.values().stream().reduce(0, (a, b) -> a | b);
      table.delta().replace(key, Map.of(key, new ServiceAddress(all)));
    }
  }
}
