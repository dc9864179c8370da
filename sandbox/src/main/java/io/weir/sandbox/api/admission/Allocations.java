package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Which Service holds which cluster IP and node port. */
final class Allocations {
  private static final String API_SERVICE = "default/kubernetes";

  private record Held(Set<String> addresses, Set<Integer> ports) {}

  private final Map<String, Held> held = new HashMap<>();
  private final Map<String, String> ownerOfAddress = new HashMap<>();
  private final Map<Integer, String> ownerOfPort = new HashMap<>();
  private final Map<String, Long> nextAddress = new HashMap<>();
  private final List<Cidr> cidrs;
  private final int firstPort;
  private final int lastPort;
  private int nextPort;

  Allocations(AdmissionOptions options) {
    this.cidrs = options.serviceCidrs().stream().map(Cidr::pool).toList();
    this.firstPort = options.firstNodePort();
    this.lastPort = options.lastNodePort();
    this.nextPort = firstPort;
  }

  static String key(ObjectNode service) {
    return Json.text(service, "metadata.namespace") + "/" + Json.text(service, "metadata.name");
  }

  void hold(ObjectNode service) {
    release(service);
    String key = key(service);
    Set<String> addresses = addresses(service);
    Set<Integer> ports = ports(service);
    addresses.forEach(address -> ownerOfAddress.putIfAbsent(address, key));
    ports.forEach(port -> ownerOfPort.putIfAbsent(port, key));
    held.put(key, new Held(addresses, ports));
  }

  void release(ObjectNode service) {
    String key = key(service);
    Held before = held.remove(key);
    if (before != null) {
      before.addresses().forEach(address -> ownerOfAddress.remove(address, key));
      before.ports().forEach(port -> ownerOfPort.remove(port, key));
    }
  }

  private static Set<String> addresses(ObjectNode service) {
    Set<String> addresses = new HashSet<>();
    Json.at(service, "spec.clusterIPs").forEach(ip -> addresses.add(ip.asString("")));
    addresses.removeAll(Set.of("", "None"));
    return addresses;
  }

  private static Set<Integer> ports(ObjectNode service) {
    Set<Integer> ports = new HashSet<>();
    for (ObjectNode port : Json.objects(service, "spec.ports")) {
      ports.add(port.path("nodePort").asInt(0));
    }
    ports.add(Json.at(service, "spec.healthCheckNodePort").asInt(0));
    ports.remove(0);
    return ports;
  }

  List<String> families() {
    return cidrs.stream().map(Cidr::family).toList();
  }

  Optional<Cidr> cidr(String family) {
    return cidrs.stream().filter(c -> c.family().equals(family)).findFirst();
  }

  Optional<String> ownerOf(String address) {
    return Optional.ofNullable(ownerOfAddress.get(address));
  }

  Optional<String> ownerOf(int port) {
    return Optional.ofNullable(ownerOfPort.get(port));
  }

  boolean isNodePort(int port) {
    return port >= firstPort && port <= lastPort;
  }

  String portRange() {
    return firstPort + "-" + lastPort;
  }

  /** A free address; the first of the range is kept for default/kubernetes. Empty when full. */
  Optional<String> freeAddress(Cidr cidr, String key) {
    long usable = cidr.usable();
    long start = key.equals(API_SERVICE) ? 1 : nextAddress.getOrDefault(cidr.text(), 2L);
    for (long tried = 0; tried < usable; tried++) {
      long index = 1 + (start - 1 + tried) % usable;
      String address = cidr.at(index);
      if (!ownerOfAddress.containsKey(address) && (index > 1 || key.equals(API_SERVICE))) {
        nextAddress.put(cidr.text(), index + 1);
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  /** A free node port that is not among {@code taken}; empty when all are in use. */
  Optional<Integer> freePort(Set<Integer> taken) {
    int count = lastPort - firstPort + 1;
    for (int tried = 0; tried < count; tried++) {
      int port = firstPort + (nextPort - firstPort + tried) % count;
      if (!ownerOfPort.containsKey(port) && !taken.contains(port)) {
        nextPort = port + 1;
        return Optional.of(port);
      }
    }
    return Optional.empty();
  }
}
