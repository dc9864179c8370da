package io.weir.service.compile;

import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.EndpointSliceFacts.Endpoint;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Mistakes one could make, by bending what goes into the real compiler or comes out of it. */
final class BrokenCompilers {
  static final Map<String, CompilerProperties.Compiler> ALL = all();

  private BrokenCompilers() {}

  private static Map<String, CompilerProperties.Compiler> all() {
    Map<String, CompilerProperties.Compiler> all = new TreeMap<>();
    all.put("ignores hints", bending(e -> with(e, e.ready(), e.serving(), e.terminating(), true)));
    all.put("has no terminating fallback", bending(e -> usable(e, e.ready())));
    all.put("takes unready as ready", bending(e -> usable(e, true)));
    all.put(
        "counts a terminating endpoint as not ready", bending(e -> usable(e, !e.terminating())));
    all.put("knows no zone", (s, slices, n) -> Rendered.compile(s, slices, zoneless(n)));
    all.put("takes every endpoint as local", bending(e -> onNode(e, "n1")));
    all.put(
        "keeps only one slice", (s, x, n) -> Rendered.compile(s, x.stream().limit(1).toList(), n));
    all.put("lets the older slice win", (s, x, n) -> Rendered.compile(s, inverted(x), n));
    all.put("honours external Local for every type", (s, x, n) -> Rendered.compile(typed(s), x, n));
    all.put("swaps the sets", (s, x, n) -> swapped(Rendered.compile(s, x, n)));
    return all;
  }

  private static CompilerProperties.Compiler bending(UnaryOperator<Endpoint> bend) {
    return (service, slices, node) ->
        Rendered.compile(service, slices.stream().map(s -> bent(s, bend)).toList(), node);
  }

  private static EndpointSliceFacts bent(EndpointSliceFacts s, UnaryOperator<Endpoint> bend) {
    return new EndpointSliceFacts(
        s.name(),
        s.service(),
        s.addressType(),
        s.resourceVersion(),
        s.ports(),
        s.endpoints().stream().map(bend).toList(),
        s.triggerTime());
  }

  private static Endpoint usable(Endpoint e, boolean ready) {
    return with(e, ready, e.serving(), e.terminating() && ready, false);
  }

  private static Endpoint with(
      Endpoint e, boolean ready, boolean serving, boolean terminating, boolean unhinted) {
    return new Endpoint(
        e.address(),
        ready,
        serving,
        terminating,
        e.nodeName(),
        unhinted ? List.of() : e.zoneHints(),
        unhinted ? List.of() : e.nodeHints());
  }

  private static Endpoint onNode(Endpoint e, String node) {
    return new Endpoint(
        e.address(), e.ready(), e.serving(), e.terminating(), node, e.zoneHints(), e.nodeHints());
  }

  private static NodeFacts zoneless(NodeFacts node) {
    return new NodeFacts(node.name(), "", node.addresses());
  }

  private static List<EndpointSliceFacts> inverted(List<EndpointSliceFacts> slices) {
    return slices.stream()
        .map(s ->
            new EndpointSliceFacts(
                s.name(),
                s.service(),
                s.addressType(),
                "" + (1_000 - Integer.parseInt(s.resourceVersion())),
                s.ports(),
                s.endpoints(),
                s.triggerTime()))
        .toList();
  }

  private static ServiceFacts typed(ServiceFacts s) {
    return new ServiceFacts(
        s.name(),
        s.uid(),
        s.createdAt(),
        s.type().equals("ExternalName") ? s.type() : "NodePort",
        s.clusterIp(),
        s.clusterIps(),
        s.ipFamilies(),
        s.ports(),
        s.externalIps(),
        s.loadBalancerIngress(),
        s.loadBalancerSourceRanges(),
        s.internalTrafficPolicy(),
        s.externalTrafficPolicy(),
        s.sessionAffinity(),
        s.affinitySeconds(),
        s.healthCheckNodePort(),
        ServiceFacts.Annotations.NONE);
  }

  private static Map<String, NaiveServices.Port> swapped(Map<String, NaiveServices.Port> right) {
    Map<String, NaiveServices.Port> wrong = new TreeMap<>();
    right.forEach((key, p) ->
        wrong.put(
            key,
            new NaiveServices.Port(
                p.frontends(),
                p.local(),
                p.cluster(),
                p.serving(),
                p.any(),
                p.internalLocal(),
                p.externalLocal(),
                p.affinity(),
                p.healthCheckNodePort())));
    return wrong;
  }
}
