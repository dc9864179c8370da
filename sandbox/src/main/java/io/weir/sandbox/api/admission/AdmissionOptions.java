package io.weir.sandbox.api.admission;

import java.util.List;

/**
 * The ranges that Services get their addresses and ports from, and whether objects are validated.
 */
public record AdmissionOptions(
    List<String> serviceCidrs, int firstNodePort, int lastNodePort, boolean validation) {
  public AdmissionOptions {
    serviceCidrs = List.copyOf(serviceCidrs);
  }
}
