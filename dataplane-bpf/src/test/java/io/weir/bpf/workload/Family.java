package io.weir.bpf.workload;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.packet.Packet;

/** The same little network in both families. */
enum Family {
  V4("10.0.0.10", "10.0.1.20", "10.0.1.21", "192.0.2.7", "10.0.0.1"),
  V6("fd00::10", "fd00:1::20", "fd00:1::21", "2001:db8::7", "fd00::1");

  /** The pod whose interface the programs are at. */
  final Address pod;

  /** A pod that rules may name. */
  final Address peer;

  /** Another pod. */
  final Address other;

  /** No pod. */
  final Address outside;

  final Address node;

  Family(String pod, String peer, String other, String outside, String node) {
    this.pod = Addresses.parse(pod);
    this.peer = Addresses.parse(peer);
    this.other = Addresses.parse(other);
    this.outside = Addresses.parse(outside);
    this.node = Addresses.parse(node);
  }

  boolean is6() {
    return this == V6;
  }

  int icmp() {
    return is6() ? 58 : 1;
  }

  /** From the pod, with its MAC. */
  Packet out(Address to) {
    return Packet.eth(WorkloadLab.POD_MAC, WorkloadLab.HOST_MAC).ip(pod, to);
  }

  /** To the pod. */
  Packet in(Address from) {
    return Packet.eth(WorkloadLab.HOST_MAC, WorkloadLab.POD_MAC).ip(from, pod);
  }

  /** The first {@code bits} bits of an address, as the key of {@code prefixes}. */
  PrefixKey prefix(Address of, int bits) {
    int mapped = is6() ? bits : 96 + bits;
    long high = mapped >= 64 ? of.high() : mapped == 0 ? 0 : of.high() & -1L << 64 - mapped;
    long low = mapped <= 64 ? 0 : mapped == 128 ? of.low() : of.low() & -1L << 128 - mapped;
    return new PrefixKey(32 + mapped, new Address(high, low));
  }
}
