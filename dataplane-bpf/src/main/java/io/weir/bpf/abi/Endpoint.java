package io.weir.bpf.abi;

/**
 * {@code struct endpoint} in workload_abi.h. A pod's interface on the host side.
 *
 * @param ipv4 zero where the pod has none; so is {@code ipv6}
 * @param enforcedSince ns of CLOCK_MONOTONIC
 * @param mac as a number, the first byte highest; 0 = not known, not checked
 * @param ifindex the key once more, by which programs tell that what they read is theirs
 */
@BpfStruct("endpoint")
public record Endpoint(
    Address ipv4,
    Address ipv6,
    long enforcedSince,
    int ingressSet,
    int egressSet,
    int auditIngressSet,
    int auditEgressSet,
    int epoch,
    int flags,
    long mac,
    int ifindex) {}
