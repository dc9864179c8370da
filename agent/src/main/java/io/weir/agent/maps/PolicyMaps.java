package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.policy.compile.RowKey;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.List;
import java.util.function.Consumer;

/**
 * The maps of policy, written in the order in which programs depend on them: a set and its rows are
 * there before an address, a prefix or an endpoint points at them, and go when none does any more.
 */
public record PolicyMaps(
    Table<Integer, RuleSetKey, RuleSet> sets,
    Table<Integer, PortRowKey, RuleBits> portRows,
    Table<RowKey, PeerRowKey, RuleBits> peerRows,
    Table<IpPrefix, PrefixKey, PrefixPart> prefixes,
    Table<IpAddress, Address, PeerParts> peers,
    Table<Integer, Integer, Endpoint> endpoints,
    PolicySwitches switches) {

  private List<Table<?, ?, ?>> rules() {
    return List.of(sets, portRows, peerRows);
  }

  private List<Table<?, ?, ?>> addresses() {
    return List.of(prefixes, peers);
  }

  /** Sets and rows, then what points at rows; returns how many entries were written. */
  public int putRules(Consumer<WriteFailure> failures) {
    int written = 0;
    for (Table<?, ?, ?> table : rules()) {
      written += table.put(failures);
    }
    for (Table<?, ?, ?> table : addresses()) {
      written += table.put(failures);
    }
    return written;
  }

  /** Addresses and prefixes that nobody has any more. */
  public int deleteAddresses(Consumer<WriteFailure> failures) {
    int deleted = 0;
    for (Table<?, ?, ?> table : addresses()) {
      deleted += table.delete(failures);
    }
    return deleted;
  }

  /** Sets and rows that nobody wants any more; only while no endpoint has one of them. */
  public int deleteRules(Consumer<WriteFailure> failures) {
    int deleted = 0;
    for (Table<?, ?, ?> table : rules()) {
      deleted += table.delete(failures);
    }
    return deleted;
  }

  public boolean settled() {
    return endpoints.delta().settled()
        && rules().stream().allMatch(t -> t.delta().settled())
        && addresses().stream().allMatch(t -> t.delta().settled());
  }

  /** Whether every set, row, prefix and address that is wanted is in the kernel. */
  public boolean rulesWritten() {
    return rules().stream().allMatch(t -> t.delta().puts().isEmpty())
        && addresses().stream().allMatch(t -> t.delta().puts().isEmpty());
  }

  public void resync() {
    rules().forEach(Table::resync);
    addresses().forEach(Table::resync);
    endpoints.resync();
  }
}
