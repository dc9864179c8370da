package io.weir.bpf.workload;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;

/** An endpoint being changed step by step; both families' pod, source checked, without policy. */
record Pod(Endpoint endpoint) {
  static final int CHECK_SOURCE = 1;
  private static final Address NONE = new Address(0, 0);

  static Pod open() {
    return new Pod(
        new Endpoint(
            Family.V4.pod,
            Family.V6.pod,
            0,
            0,
            0,
            0,
            0,
            1,
            CHECK_SOURCE,
            WorkloadLab.POD_MAC,
            WorkloadLab.IFINDEX));
  }

  /** The sets in force, which are also those of audit. */
  Pod sets(int ingress, int egress) {
    return audited(ingress, egress, ingress, egress);
  }

  Pod audited(int ingress, int egress, int auditIngress, int auditEgress) {
    Endpoint e = endpoint;
    return new Pod(
        new Endpoint(
            e.ipv4(),
            e.ipv6(),
            e.enforcedSince(),
            ingress,
            egress,
            auditIngress,
            auditEgress,
            e.epoch(),
            e.flags(),
            e.mac(),
            e.ifindex()));
  }

  Pod since(long nanos) {
    return with(nanos, endpoint.epoch(), endpoint.flags(), endpoint.mac());
  }

  Pod epoch(int epoch) {
    return with(endpoint.enforcedSince(), epoch, endpoint.flags(), endpoint.mac());
  }

  Pod flags(int flags) {
    return with(endpoint.enforcedSince(), endpoint.epoch(), flags, endpoint.mac());
  }

  Pod mac(long mac) {
    return with(endpoint.enforcedSince(), endpoint.epoch(), endpoint.flags(), mac);
  }

  private Pod with(long since, int epoch, int flags, long mac) {
    Endpoint e = endpoint;
    return new Pod(
        new Endpoint(
            e.ipv4(),
            e.ipv6(),
            since,
            e.ingressSet(),
            e.egressSet(),
            e.auditIngressSet(),
            e.auditEgressSet(),
            epoch,
            flags,
            mac,
            e.ifindex()));
  }

  /** Without addresses of a family. */
  Pod only(Family family) {
    Endpoint e = endpoint;
    return new Pod(
        new Endpoint(
            family == Family.V4 ? e.ipv4() : NONE,
            family == Family.V6 ? e.ipv6() : NONE,
            e.enforcedSince(),
            e.ingressSet(),
            e.egressSet(),
            e.auditIngressSet(),
            e.auditEgressSet(),
            e.epoch(),
            e.flags(),
            e.mac(),
            e.ifindex()));
  }
}
