package io.weir.agent.attach;

import io.weir.bpf.program.AttachType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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

  /** Those that see what processes begin; bind refuses what a NodePort would take away. */
  static final List<SocketHook> BEGINNING =
      List.of(CONNECT4, CONNECT6, SENDMSG4, SENDMSG6, BIND4, BIND6);

  /** Those that show processes the Service where they have begun with one. */
  static final List<SocketHook> ANSWERING =
      Arrays.stream(values()).filter(hook -> !BEGINNING.contains(hook)).toList();

  /** In the order in which they are attached: no answer comes that nobody would understand. */
  static final List<SocketHook> IN_ORDER =
      Stream.of(ANSWERING, BEGINNING).flatMap(List::stream).toList();

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
