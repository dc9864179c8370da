package io.weir.sandbox.policy;

import io.weir.values.Family;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;

/** A question: does a connection from one pod to a port of another come about? TCP or UDP. */
record Probe(ObjectName from, ObjectName to, Family family, Protocol protocol, int port) {
  @Override
  public String toString() {
    return "%s > %s %d/%s %s".formatted(from, to, port, protocol, family);
  }
}
