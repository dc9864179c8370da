package io.weir.policy.oracle;

import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every shape of NetworkPolicy that the Kubernetes end-to-end tests and cyclonus try, for pods a, b
 * and c of the namespaces x, y and z, each of which serves ports 80 and 81 of every protocol under
 * the names {@code serve-80-tcp} and so on. Pods have the label {@code pod}, namespaces {@code ns}
 * and {@code kubernetes.io/metadata.name}.
 */
public final class PolicyShapes {
  public static final List<String> NAMESPACES = List.of("x", "y", "z");
  public static final List<Integer> PORTS = List.of(80, 81);

  private PolicyShapes() {}

  /** x/a, x/b, ... z/c. */
  public static List<ObjectName> pods() {
    return NAMESPACES.stream()
        .flatMap(ns -> Stream.of("a", "b", "c").map(name -> new ObjectName(ns, name)))
        .toList();
  }

  public static Map<String, String> podLabels(ObjectName pod) {
    return Map.of("pod", pod.name());
  }

  public static Map<String, String> namespaceLabels(String namespace) {
    return Map.of("ns", namespace, "kubernetes.io/metadata.name", namespace);
  }

  /** Of every pod. */
  public static List<NamedPort> ports() {
    return PORTS.stream()
        .flatMap(n ->
            Stream.of(Protocol.values())
                .map(p -> new NamedPort("serve-" + n + "-" + p.name().toLowerCase(), p, n)))
        .toList();
  }

  public static List<Shape> all() {
    return Stream.of(PeerShapes.all(), PortShapes.all(), LiveShapes.all())
        .flatMap(List::stream)
        .toList();
  }
}
