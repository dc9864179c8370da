package io.weir.agent.compile;

import io.weir.service.compile.Frontend;
import io.weir.values.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The addresses at which frontends answer, with what each is. Pure. */
public final class ServiceAddresses {
  private ServiceAddresses() {}

  /** Flags of {@code enum service_address_flags} by address; NodePorts have none of their own. */
  public static Map<IpAddress, Integer> of(Collection<Frontend> frontends) {
    Map<IpAddress, Integer> flags = new HashMap<>();
    for (Frontend frontend : frontends) {
      switch (frontend) {
        case Frontend.ClusterIp f ->
            add(flags, f.address().address(), WireFlags.SERVICE_ADDRESS_CLUSTER_IP);
        case Frontend.ExternalIp f ->
            add(flags, f.address().address(), WireFlags.SERVICE_ADDRESS_EXTERNAL);
        case Frontend.LoadBalancerIp f ->
            add(flags, f.address().address(), WireFlags.SERVICE_ADDRESS_EXTERNAL);
        case Frontend.NodePort _ -> {}
      }
    }
    return flags;
  }

  private static void add(Map<IpAddress, Integer> flags, IpAddress address, int flag) {
    flags.merge(address, flag, (a, b) -> a | b);
  }
}
