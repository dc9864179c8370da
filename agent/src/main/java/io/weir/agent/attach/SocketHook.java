package io.weir.agent.attach;

import io.weir.bpf.program.AttachType;

/** The socket programs and where each is attached; the program's name is also that of its pin. */
public enum SocketHook {
  CONNECT4("connect4", AttachType.CGROUP_INET4_CONNECT),
  CONNECT6("connect6", AttachType.CGROUP_INET6_CONNECT),
  SENDMSG4("sendmsg4", AttachType.CGROUP_UDP4_SENDMSG),
  SENDMSG6("sendmsg6", AttachType.CGROUP_UDP6_SENDMSG),
  RECVMSG4("recvmsg4", AttachType.CGROUP_UDP4_RECVMSG),
  RECVMSG6("recvmsg6", AttachType.CGROUP_UDP6_RECVMSG),
  GETPEERNAME4("getpeername4", AttachType.CGROUP_INET4_GETPEERNAME),
  GETPEERNAME6("getpeername6", AttachType.CGROUP_INET6_GETPEERNAME),
  BIND4("bind4", AttachType.CGROUP_INET4_BIND),
  BIND6("bind6", AttachType.CGROUP_INET6_BIND),
  TCP_TIMING("tcp_timing", AttachType.CGROUP_SOCK_OPS);

  private final String program;
  private final AttachType type;

  SocketHook(String program, AttachType type) {
    this.program = program;
    this.type = type;
  }

  public String program() {
    return program;
  }

  public AttachType type() {
    return type;
  }
}
