package io.weir.values;

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

  /** Written out for the reason {@link IpAddress#equals} gives: every lookup of an object asks. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectName n && n.name.equals(name) && n.namespace.equals(namespace);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
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
