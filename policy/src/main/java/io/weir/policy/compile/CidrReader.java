package io.weir.policy.compile;

import io.weir.values.FaultList;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.Optional;

/** Judges CIDRs: old objects hold ones with host bits, which are meant as if these were cleared. */
final class CidrReader {
  private final FaultList faults;

  CidrReader(FaultList faults) {
    this.faults = faults;
  }

  Optional<IpPrefix> read(String text, String field) {
    Optional<IpPrefix> prefix = IpPrefix.parse(text);
    if (prefix.isEmpty()) {
      faults.add(field, text, "invalid CIDR");
    } else if (!IpAddress.parse(text.substring(0, text.indexOf('/')))
        .equals(prefix.map(IpPrefix::address))) {
      faults.add(field, text, "invalid CIDR with host bits set, taken as " + prefix.get());
    }
    return prefix;
  }
}
