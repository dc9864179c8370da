package io.weir.bpf.program;

import io.weir.bpf.KernelTest;
import io.weir.bpf.sys.NetworkNamespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A namespace with both ends of a veth: what is sent to 192.0.2.2 leaves v0 and arrives at v1. */
public final class VethLab implements AutoCloseable {
  private final String name;
  private final NetworkNamespace namespace;
  private final int ifindex;

  public VethLab(String name) {
    this.name = name;
    Path file = Path.of("/run/netns", name);
    if (Files.exists(file)) { // of a run that crashed
      KernelTest.run("ip", "netns", "del", name);
    }
    KernelTest.run("ip", "netns", "add", name);
    namespace = NetworkNamespace.open(file);
    ip("link add v0 type veth peer name v1");
    ip("link set v1 address 02:00:00:00:00:01");
    ip("link set v0 addrgenmode none"); // no packets but those the test sends
    ip("link set v1 addrgenmode none");
    ip("link set v0 up");
    ip("link set v1 up");
    ip("addr add 192.0.2.1/24 dev v0");
    ip("neigh add 192.0.2.2 lladdr 02:00:00:00:00:01 dev v0");
    ifindex = ifindex("v0");
  }

  void ip(String command) {
    KernelTest.run(("ip -n " + name + " " + command).split(" "));
  }

  public NetworkNamespace namespace() {
    return namespace;
  }

  /** Of v0 or v1. */
  public int ifindex(String end) {
    String link = KernelTest.run("ip", "-n", name, "-o", "link", "show", end);
    return Integer.parseInt(link.substring(0, link.indexOf(':')));
  }

  /** Of v0. */
  int ifindex() {
    return ifindex;
  }

  void send() {
    namespace.call(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        byte[] data = new byte[10];
        socket.send(new DatagramPacket(data, data.length, InetAddress.getByName("192.0.2.2"), 9));
      }
      return true;
    });
  }

  @Override
  public void close() {
    namespace.close();
    KernelTest.run("ip", "netns", "del", name);
  }
}
