package io.weir.service.compile;

import io.weir.values.Fault;
import io.weir.values.ObjectName;
import io.weir.values.Reading;
import java.util.List;

/**
 * A Service compiled against the slices and the node of this moment.
 *
 * @param ports one for each Service port and family that has a ClusterIP; empty when the Service is
 *     not to be proxied (headless, ExternalName, nothing valid)
 * @param faults found while compiling; those of reading are in {@link Reading}
 */
public record CompiledService(
    ObjectName name, String uid, long createdAt, List<CompiledPort> ports, List<Fault> faults) {
  public CompiledService {
    ports = List.copyOf(ports);
    faults = List.copyOf(faults);
  }

  CompiledService withPorts(List<CompiledPort> others) {
    return new CompiledService(name, uid, createdAt, others, faults);
  }
}
