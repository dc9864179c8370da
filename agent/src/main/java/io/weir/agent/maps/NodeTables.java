package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Pod;
import io.weir.values.ObjectName;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The maps about this node: its pods by cgroup id, and the addresses that accept NodePorts.
 *
 * @param optedOutPods tells the programs whether any pod is opted out of socket load balancing
 */
public record NodeTables(
    Table<ObjectName, Long, Pod> pods,
    Table<String, Address, Integer> nodeAddresses,
    IntConsumer optedOutPods) {

  /** Brings the kernel in line; returns how many entries were written or deleted. */
  public int apply(Consumer<WriteFailure> failures) {
    return pods.put(failures)
        + nodeAddresses.put(failures)
        + pods.delete(failures)
        + nodeAddresses.delete(failures);
  }

  public boolean settled() {
    return pods.delta().settled() && nodeAddresses.delta().settled();
  }

  public void resync() {
    pods.resync();
    nodeAddresses.resync();
  }
}
