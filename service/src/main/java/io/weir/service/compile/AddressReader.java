package io.weir.service.compile;

import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import io.weir.values.Family;
import io.weir.values.FaultList;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges the addresses of one Service, family by family (services.md OBJ-4..OBJ-10). */
final class AddressReader {
  /** Addresses of one kind times ports: what one object may take of the frontend map. */
  private static final int MOST_FRONTENDS = 16_384;

  private static final int MOST_RANGES = 1_024;

  private final ServiceFacts facts;
  private final FaultList faults;
  private final int most;

  AddressReader(ServiceFacts facts, FaultList faults, int ports) {
    this.facts = facts;
    this.faults = faults;
    this.most = MOST_FRONTENDS / Math.max(1, ports);
  }

  /** One for each family that has a usable ClusterIP, IPv4 first. */
  List<Service.Addresses> read() {
    Map<Family, IpAddress> clusterIps = clusterIps();
    if (clusterIps.isEmpty()) {
      return List.of();
    }
    Set<IpAddress> external = externalIps();
    Set<IpAddress> loadBalancer = loadBalancerIps();
    Set<IpPrefix> ranges = sourceRanges();
    List<Service.Addresses> result = new ArrayList<>(2);
    clusterIps.forEach((family, clusterIp) ->
        result.add(
            new Service.Addresses(
                clusterIp,
                ofFamily(external, family),
                ofFamily(loadBalancer, family),
                rangesOf(ranges, family))));
    return result;
  }

  private Map<Family, IpAddress> clusterIps() {
    Map<Family, IpAddress> result = new EnumMap<>(Family.class);
    if (facts.ipFamilies().isEmpty()) {
      unicast("spec.clusterIP", -1, facts.clusterIp()).ifPresent(ip -> result.put(ip.family(), ip));
      return result;
    }
    boolean[] decided = new boolean[Family.values().length];
    for (int i = 0; i < facts.ipFamilies().size(); i++) {
      Optional<Family> family = Judge.family(facts.ipFamilies().get(i));
      if (family.isEmpty()) {
        faults.addAt("spec.ipFamilies", i, "", facts.ipFamilies().get(i), "not IPv4 or IPv6");
      } else if (i >= facts.clusterIps().size()) {
        faults.addAt(
            "spec.ipFamilies", i, "", facts.ipFamilies().get(i), "has no clusterIPs entry");
      } else if (decided[family.get().ordinal()]) {
        faults.addAt("spec.ipFamilies", i, "", facts.ipFamilies().get(i), "listed twice");
      } else {
        decided[family.get().ordinal()] = true;
        clusterIp(i, family.get()).ifPresent(ip -> result.put(ip.family(), ip));
      }
    }
    return result;
  }

  private Optional<IpAddress> clusterIp(int i, Family family) {
    String text = facts.clusterIps().get(i);
    Optional<IpAddress> ip = unicast("spec.clusterIPs", i, text);
    if (ip.isPresent() && ip.get().family() != family) {
      faults.addAt("spec.clusterIPs", i, "", text, "not of family " + family);
      return Optional.empty();
    }
    return ip;
  }

  private Set<IpAddress> externalIps() {
    Set<IpAddress> result = new LinkedHashSet<>();
    for (int i = 0; i < facts.externalIps().size() && room(result, "spec.externalIPs"); i++) {
      String text = facts.externalIps().get(i);
      if (!text.isEmpty()) {
        unicast("spec.externalIPs", i, text).ifPresent(result::add);
      }
    }
    return result;
  }

  /** OBJ-6. A VIP may be link-local: the API server does not judge what a load balancer reports. */
  private Set<IpAddress> loadBalancerIps() {
    String list = "status.loadBalancer.ingress";
    Set<IpAddress> result = new LinkedHashSet<>();
    for (int i = 0; i < facts.loadBalancerIngress().size() && room(result, list); i++) {
      ServiceFacts.Ingress ingress = facts.loadBalancerIngress().get(i);
      String mode = ingress.ipMode();
      if (!mode.isEmpty() && !mode.equals("VIP") && !mode.equals("Proxy")) {
        faults.addAt(list, i, ".ipMode", mode, "not VIP or Proxy, address not served");
      } else if (!ingress.ip().isEmpty() && !mode.equals("Proxy")) {
        Optional<IpAddress> ip = IpAddress.parse(ingress.ip());
        String wrong = ip.map(Judge::forbidden).orElse("not an IP address");
        if (wrong.isEmpty() || wrong.equals(Judge.LINK_LOCAL)) {
          result.add(ip.get());
        } else {
          faults.addAt(list, i, ".ip", ingress.ip(), wrong);
        }
      }
    }
    return result;
  }

  private boolean room(Set<IpAddress> addresses, String field) {
    if (addresses.size() < most) {
      return true;
    }
    faults.add(field, most, "too many addresses, the rest is not served");
    return false;
  }

  private Set<IpPrefix> sourceRanges() {
    String list = "spec.loadBalancerSourceRanges";
    Set<IpPrefix> result = new LinkedHashSet<>();
    for (int i = 0; i < facts.loadBalancerSourceRanges().size(); i++) {
      if (result.size() == MOST_RANGES) {
        faults.add(list, MOST_RANGES, "too many ranges, clients in the rest are refused");
        break;
      }
      String text = facts.loadBalancerSourceRanges().get(i);
      Optional<IpPrefix> range = IpPrefix.parse(text.strip());
      if (range.isPresent()) {
        result.add(range.get());
      } else {
        faults.addAt(list, i, "", text, "not a CIDR, ignored");
      }
    }
    return result;
  }

  private Optional<IpAddress> unicast(String field, int i, String text) {
    Optional<IpAddress> ip = IpAddress.parse(text);
    String wrong = ip.map(Judge::forbidden).orElse("not an IP address");
    if (wrong.isEmpty()) {
      return ip;
    }
    if (i < 0) {
      faults.add(field, text, wrong);
    } else {
      faults.addAt(field, i, "", text, wrong);
    }
    return Optional.empty();
  }

  private static List<IpAddress> ofFamily(Set<IpAddress> all, Family family) {
    if (all.isEmpty()) {
      return List.of();
    }
    return all.stream().filter(ip -> ip.family() == family).toList();
  }

  /** OBJ-8: a /0 allows everybody, which is what no range at all says. */
  private static List<IpPrefix> rangesOf(Set<IpPrefix> all, Family family) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<IpPrefix> own = all.stream().filter(r -> r.address().family() == family).toList();
    return own.stream().anyMatch(r -> r.length() == 0) ? List.of() : own;
  }
}
