package io.weir.service.model;

import java.util.Comparator;

/** Namespace and name of a namespaced Kubernetes object; orders by namespace, then name. */
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {
  private static final Comparator<ObjectName> ORDER =
      Comparator.comparing(ObjectName::namespace).thenComparing(ObjectName::name);

  public ObjectName {
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("namespace=" + namespace + " name=" + name + ": empty");
    }
  }

  @Override
  public int compareTo(ObjectName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
