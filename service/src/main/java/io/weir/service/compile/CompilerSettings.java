package io.weir.service.compile;

import io.weir.service.model.External;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.List;

/**
 * What an operator decides about Services of all namespaces.
 *
 * @param externalIps prefixes in which spec.externalIPs are served; others are a {@link Fault}
 * @param external for Services whose annotations leave it open
 */
public record CompilerSettings(List<IpPrefix> externalIps, External external) {
  /** As kube-proxy: every externalIP is served. */
  public static final CompilerSettings DEFAULT =
      new CompilerSettings(
          List.of(new IpPrefix(IpAddress.ofIpv4(0), 0), new IpPrefix(new IpAddress(0, 0), 0)),
          External.DEFAULT);

  public CompilerSettings {
    externalIps = List.copyOf(externalIps);
  }

  boolean servesExternalIp(IpAddress address) {
    for (IpPrefix prefix : externalIps) {
      if (prefix.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
