package io.weir.service.compile;

import io.weir.service.model.EndpointSliceFacts;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;

/** Builds EndpointSlices as the API server would give them; an IPv4 slice of shop/web. */
final class TestSlice {
  private ObjectName name = new ObjectName("shop", "web-1");
  private String service = "web";
  private String addressType = "IPv4";
  private String version = "1";
  private String triggerTime = "";
  private final List<EndpointSliceFacts.Port> ports = new ArrayList<>();
  private final List<EndpointSliceFacts.Endpoint> endpoints = new ArrayList<>();

  static TestSlice slice() {
    return new TestSlice();
  }

  TestSlice name(String namespace, String name) {
    this.name = new ObjectName(namespace, name);
    return this;
  }

  TestSlice service(String service) {
    this.service = service;
    return this;
  }

  TestSlice addressType(String addressType) {
    this.addressType = addressType;
    return this;
  }

  TestSlice version(String version) {
    this.version = version;
    return this;
  }

  TestSlice triggerTime(String triggerTime) {
    this.triggerTime = triggerTime;
    return this;
  }

  TestSlice port(String name, String protocol, int port) {
    ports.add(new EndpointSliceFacts.Port(name, protocol, port));
    return this;
  }

  TestSlice ports(List<EndpointSliceFacts.Port> all) {
    ports.addAll(all);
    return this;
  }

  TestSlice endpoints(List<EndpointSliceFacts.Endpoint> all) {
    endpoints.addAll(all);
    return this;
  }

  /** Ready endpoints without node or hints. */
  TestSlice ready(String... addresses) {
    for (String address : addresses) {
      endpoint(address, "R");
    }
    return this;
  }

  /**
   * @param words first the state, R ready, ST serving and terminating, U unready, D terminating and
   *     not serving, P published though not ready; then {@code node=NAME}, {@code zones=A,B},
   *     {@code nodes=N,M} in any order
   */
  TestSlice endpoint(String address, String words) {
    String[] all = words.split(" ");
    String node = "";
    List<String> zones = List.of();
    List<String> nodes = List.of();
    for (String word : all) {
      String value = word.substring(word.indexOf('=') + 1);
      if (word.startsWith("node=")) {
        node = value;
      } else if (word.startsWith("zones=")) {
        zones = List.of(value.split(","));
      } else if (word.startsWith("nodes=")) {
        nodes = List.of(value.split(","));
      }
    }
    boolean ready = all[0].equals("R") || all[0].equals("P");
    boolean serving = all[0].equals("R") || all[0].equals("ST");
    boolean terminating = all[0].equals("ST") || all[0].equals("D");
    endpoints.add(
        new EndpointSliceFacts.Endpoint(address, ready, serving, terminating, node, zones, nodes));
    return this;
  }

  EndpointSliceFacts facts() {
    return new EndpointSliceFacts(
        name, service, addressType, version, ports, endpoints, triggerTime);
  }
}
