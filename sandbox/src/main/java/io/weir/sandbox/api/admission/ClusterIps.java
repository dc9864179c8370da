package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The families of a Service and one cluster IP for each. */
final class ClusterIps {
  private static final String NONE = "None";
  private static final String SINGLE = "SingleStack";
  private static final String REQUIRE = "RequireDualStack";
  private final Allocations allocations;
  private final boolean validation;

  ClusterIps(Allocations allocations, boolean validation) {
    this.allocations = allocations;
    this.validation = validation;
  }

  void complete(ObjectNode spec, String key, List<Fault> faults) {
    List<String> addresses = new ArrayList<>(texts(spec.path("clusterIPs")));
    String primary = Json.text(spec, "clusterIP");
    if (addresses.isEmpty() && !primary.isEmpty()) {
      addresses.add(primary);
    } else if (!primary.isEmpty() && !primary.equals(addresses.getFirst())) {
      faults.add(Fault.invalid("spec.clusterIPs", addresses, "first value must match `clusterIP`"));
    }
    boolean headless = addresses.contains(NONE);
    List<String> families = families(spec, addresses, headless, faults);
    if (!headless) {
      for (int i = 0; i < families.size(); i++) {
        address(families.get(i), i, addresses, key, faults);
      }
    }
    if (!addresses.isEmpty()) {
      spec.put("clusterIP", addresses.getFirst()).set("clusterIPs", Json.strings(addresses));
    }
    spec.set("ipFamilies", Json.strings(families));
  }

  private List<String> families(
      ObjectNode spec, List<String> addresses, boolean headless, List<Fault> faults) {
    List<String> families = new ArrayList<>(texts(spec.path("ipFamilies")));
    boolean noSelector = headless && spec.path("selector").isEmpty();
    if (Json.text(spec, "ipFamilyPolicy").isEmpty()) {
      boolean two = families.size() > 1 || addresses.size() > 1;
      spec.put("ipFamilyPolicy", two || noSelector && families.isEmpty() ? REQUIRE : SINGLE);
    }
    for (int i = families.size(); i < addresses.size() && !headless; i++) {
      familyOf(addresses.get(i)).ifPresent(families::add);
    }
    if (families.isEmpty()) {
      families.add(allocations.families().getFirst());
    }
    for (String family : families) {
      if (!allocations.families().contains(family)) {
        faults.add(Fault.invalid("spec.ipFamilies", family, "not configured on this cluster"));
      }
    }
    String policy = Json.text(spec, "ipFamilyPolicy");
    if (policy.equals(SINGLE) && families.size() > 1) {
      faults.add(Fault.invalid("spec.ipFamilyPolicy", policy, "may only hold one IP family then"));
    }
    if (!policy.equals(SINGLE) && families.size() == 1) {
      allocations.families().stream()
          .filter(f -> !families.contains(f))
          .findFirst()
          .ifPresent(families::add);
    }
    if (policy.equals(REQUIRE) && families.size() < 2 && !noSelector) {
      faults.add(
          Fault.invalid(
              "spec.ipFamilyPolicy",
              policy,
              "this cluster is not configured for dual-stack services"));
    }
    return families;
  }

  private static Optional<String> familyOf(String address) {
    return Cidr.address(address).map(a -> a instanceof Inet6Address ? "IPv6" : "IPv4");
  }

  private void address(
      String family, int index, List<String> addresses, String key, List<Fault> faults) {
    Optional<Cidr> cidr = allocations.cidr(family);
    if (cidr.isEmpty()) {
      return;
    }
    String field = "spec.clusterIPs[" + index + "]";
    if (index >= addresses.size()) {
      allocations
          .freeAddress(cidr.get(), key)
          .ifPresentOrElse(
              addresses::add,
              () -> faults.add(Fault.invalid(field, cidr.get().text(), "range is full")));
      return;
    }
    String given = addresses.get(index);
    Optional<InetAddress> parsed = Cidr.address(given);
    if (parsed.isEmpty()) {
      faults.add(Fault.invalid(field, given, "must be a valid IP address"));
      return;
    }
    if (validation) {
      addresses.set(index, Cidr.canonical(parsed.get()));
    }
    if (!cidr.get().contains(parsed.get())) {
      String why =
          "failed to allocate IP %s: the provided IP (%s) is not in the valid range. The range of"
              + " valid IPs is %s";
      faults.add(Fault.invalid(field, given, why.formatted(given, given, cidr.get().text())));
    }
    if (allocations.ownerOf(addresses.get(index)).filter(o -> !o.equals(key)).isPresent()) {
      String why = "failed to allocate IP %s: provided IP is already allocated".formatted(given);
      faults.add(Fault.invalid(field, given, why));
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(v -> v.asString("")).toList();
  }
}
