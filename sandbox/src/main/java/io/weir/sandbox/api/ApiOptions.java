package io.weir.sandbox.api;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * How the API server behaves. {@link #defaults()} is what a user of the sandbox expects.
 *
 * @param serviceCidrs where cluster IPs come from, the first is the default family; one or two,
 *     such as {@code 10.96.0.0/16} and {@code fd00:10:96::/112}
 * @param firstNodePort first node port that is given out, inclusive
 * @param lastNodePort last node port that is given out, inclusive
 * @param validation false stores nonsense as it comes (names and paths are still checked), so that
 *     tests can feed it to agents; defaults and allocation still happen where they can
 * @param eventLogSize how many changes a watch can be behind before it gets 410, shared by all
 *     kinds
 * @param apiEndpoint where the {@code kubernetes} Service leads; empty leaves Service and slice out
 */
public record ApiOptions(
    List<String> serviceCidrs,
    int firstNodePort,
    int lastNodePort,
    boolean validation,
    int eventLogSize,
    Optional<InetSocketAddress> apiEndpoint) {

  public ApiOptions {
    serviceCidrs = List.copyOf(serviceCidrs);
    if (serviceCidrs.isEmpty() || serviceCidrs.size() > 2) {
      throw new IllegalArgumentException(
          "one or two service CIDRs are needed: serviceCidrs=" + serviceCidrs);
    }
    if (firstNodePort < 1 || lastNodePort > 65535 || firstNodePort > lastNodePort) {
      throw new IllegalArgumentException(
          "node ports must be a range within 1-65535: first=%d last=%d"
              .formatted(firstNodePort, lastNodePort));
    }
    if (eventLogSize < 1) {
      throw new IllegalArgumentException("eventLogSize must be positive: " + eventLogSize);
    }
  }

  public static ApiOptions defaults() {
    return new ApiOptions(
        List.of("10.96.0.0/16", "fd00:10:96::/112"), 30000, 32767, true, 10_000, Optional.empty());
  }

  public ApiOptions withServiceCidrs(List<String> cidrs) {
    return new ApiOptions(
        cidrs, firstNodePort, lastNodePort, validation, eventLogSize, apiEndpoint);
  }

  public ApiOptions withApiEndpoint(InetSocketAddress endpoint) {
    return new ApiOptions(
        serviceCidrs, firstNodePort, lastNodePort, validation, eventLogSize, Optional.of(endpoint));
  }

  public ApiOptions withoutValidation() {
    return new ApiOptions(
        serviceCidrs, firstNodePort, lastNodePort, false, eventLogSize, apiEndpoint);
  }

  public ApiOptions withEventLogSize(int size) {
    return new ApiOptions(serviceCidrs, firstNodePort, lastNodePort, validation, size, apiEndpoint);
  }
}
