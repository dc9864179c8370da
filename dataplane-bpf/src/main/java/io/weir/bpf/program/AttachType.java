package io.weir.bpf.program;

/** Where a program hooks in, by the kernel's numbers ({@code enum bpf_attach_type}). */
public enum AttachType {
  CGROUP_INET_SOCK_CREATE(2),
  CGROUP_SOCK_OPS(3),
  CGROUP_INET4_BIND(8),
  CGROUP_INET6_BIND(9),
  CGROUP_INET4_CONNECT(10),
  CGROUP_INET6_CONNECT(11),
  CGROUP_INET4_POST_BIND(12),
  CGROUP_INET6_POST_BIND(13),
  CGROUP_UDP4_SENDMSG(14),
  CGROUP_UDP6_SENDMSG(15),
  CGROUP_UDP4_RECVMSG(19),
  CGROUP_UDP6_RECVMSG(20),
  TRACE_ITER(28),
  CGROUP_INET4_GETPEERNAME(29),
  CGROUP_INET6_GETPEERNAME(30),
  CGROUP_INET4_GETSOCKNAME(31),
  CGROUP_INET6_GETSOCKNAME(32),
  CGROUP_INET_SOCK_RELEASE(34),
  XDP(37),
  TCX_INGRESS(46),
  TCX_EGRESS(47);

  private final int number;

  AttachType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The type of a kernel number. */
  public static java.util.Optional<AttachType> of(int number) {
    return java.util.Arrays.stream(values()).filter(t -> t.number == number).findFirst();
  }
}
