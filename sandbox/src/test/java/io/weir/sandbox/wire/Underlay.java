package io.weir.sandbox.wire;

import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libc;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Everything that crosses the link between the nodes: a packet socket at the bridge that joins
 * them, which takes each frame where it comes in.
 */
final class Underlay implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_NONBLOCK = 0x800;

  /** ETH_P_ALL in network order. */
  private static final int EVERYTHING = 0x0300;

  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int QUEUE = 256 << 20;
  private static final int LONGEST = 2048;

  private final Map<String, String> machines = new HashMap<>();
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment frame = arena.allocate(LONGEST);
  private final Fd socket;

  private Underlay(Fd socket) {
    this.socket = socket;
  }

  static Underlay of(Sandbox sandbox) {
    Blueprint blueprint = sandbox.blueprint();
    try (NetworkNamespace fabric = NetworkNamespace.open(IpScript.file(blueprint.fabric()))) {
      Underlay underlay = new Underlay(fabric.call(Underlay::open));
      underlay.machine("outside", blueprint.outside(), "eth0");
      underlay.machine("fabric", blueprint.fabric(), "br0");
      for (NodeNet node : blueprint.nodeNets()) {
        underlay.machine(node.name(), node.namespace(), "eth0");
      }
      return underlay;
    }
  }

  private static Fd open() {
    String what = "open a packet socket";
    int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | SOCK_NONBLOCK;
    Fd fd = Fd.owned(Libc.check(Libc.socket(AF_PACKET, type, EVERYTHING), what));
    set(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, QUEUE);
    set(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
    return fd;
  }

  private static void set(Fd fd, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, value);
      Libc.check(
          Libc.setsockopt(fd.number(), level, option, memory.address(), Integer.BYTES),
          "set option=" + option + " of a packet socket");
    }
  }

  private void machine(String name, String namespace, String device) {
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(namespace))) {
      byte[] mac = inside.call(() -> NetworkInterface.getByName(device).getHardwareAddress());
      machines.put(HexFormat.of().formatHex(mac), name);
    }
  }

  /** What has crossed since this was last asked. */
  Hops take() {
    List<Frame> frames = new ArrayList<>();
    for (int size = read(); size >= 0; size = read()) {
      Frame.parse(ByteBuffer.wrap(frame.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE)))
          .ifPresent(frames::add);
    }
    return new Hops(machines, frames);
  }

  /** Nothing to read is -1, like any error: a link without frames fails every test anyway. */
  private int read() {
    return (int) Libc.read(socket.number(), frame.address(), LONGEST);
  }

  @Override
  public void close() {
    socket.close();
    arena.close();
  }
}
