package io.weir.bpf.socket;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.program.AttachType;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The socket programs at work: attached to a cgroup of their own, with fresh maps, in a network
 * namespace whose only interface is the loopback. There, what is not translated fails with
 * ENETUNREACH, since nothing but the backends can be reached.
 */
final class SocketLab implements AutoCloseable {
  static final int PORT = 8080;
  static final int TCP = 6;
  static final int UDP = 17;

  static final Map<String, AttachType> HOOKS =
      Map.of(
          "connect4", AttachType.CGROUP_INET4_CONNECT,
          "connect6", AttachType.CGROUP_INET6_CONNECT,
          "sendmsg4", AttachType.CGROUP_UDP4_SENDMSG,
          "sendmsg6", AttachType.CGROUP_UDP6_SENDMSG,
          "recvmsg4", AttachType.CGROUP_UDP4_RECVMSG,
          "recvmsg6", AttachType.CGROUP_UDP6_RECVMSG,
          "getpeername4", AttachType.CGROUP_INET4_GETPEERNAME,
          "getpeername6", AttachType.CGROUP_INET6_GETPEERNAME,
          "bind4", AttachType.CGROUP_INET4_BIND,
          "bind6", AttachType.CGROUP_INET6_BIND);

  private static final String PREFIX = "weir-socketlab-";
  private static final AtomicInteger LABS = new AtomicInteger();

  final Path cgroup;
  final Path bpffs;
  final Puppet servers = Puppet.start();
  final LoadedObject programs;
  final MappedArray<io.weir.bpf.abi.Slot> slots;
  private final Deque<Puppet> clients = new ArrayDeque<>();

  private SocketLab(Path cgroup, Path bpffs) {
    this.cgroup = cgroup;
    this.bpffs = bpffs;
    servers.must("new-netns");
    try (NetworkNamespace netns = NetworkNamespace.open(servers.netns())) {
      programs =
          BpfObject.open("cgroup_sock.bpf.o")
              .configure(new SocketConfig(netns.cookie(), true, true))
              .pinMapsUnder(bpffs.resolve("maps"))
              .load();
    }
    slots = programs.mappedArray("slots", io.weir.bpf.abi.Slot.class);
    HOOKS.forEach((program, hook) ->
        Links.attachCgroup(programs.program(program), cgroup, hook, link(program)));
    Links.attachCgroup(
        programs.program("tcp_timing"), cgroup, AttachType.CGROUP_SOCK_OPS, link("tcp_timing"));
  }

  static SocketLab open() {
    KernelTest.require();
    Path root = Cgroups.mount().orElseThrow();
    sweep(root);
    String name = PREFIX + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet();
    try {
      Path cgroup = Files.createDirectory(root.resolve(name));
      Path bpffs = Path.of("/run", name);
      BpfFs.mount(bpffs);
      return new SocketLab(cgroup, bpffs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set up " + name, e);
    }
  }

  /** Removes what the tests of a JVM that crashed have left. Its puppets ended with it. */
  private static void sweep(Path root) {
    try (var cgroups = Files.newDirectoryStream(root, PREFIX + "*")) {
      for (Path cgroup : cgroups) {
        long pid = Long.parseLong(cgroup.getFileName().toString().split("-")[2]);
        if (ProcessHandle.of(pid).isEmpty()) {
          remove(cgroup, Path.of("/run").resolve(cgroup.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up after a crashed test", e);
    }
  }

  private Path link(String program) {
    return bpffs.resolve("links").resolve(program);
  }

  /** Gives an address to the namespace, and answers there on TCP and UDP with the address. */
  void backend(String address) {
    servers.must("address %s", address);
    servers.must("serve tcp %s %d %s", address, PORT, address);
    servers.must("serve udp %s %d %s", address, PORT, address);
  }

  /** A process in the namespace, in a cgroup below the lab's. */
  Puppet client(String pod) {
    Puppet client = Puppet.start();
    clients.push(client);
    client.must("join-netns %s", servers.netns());
    client.must("join-cgroup %s", container(pod).resolve("cgroup.procs"));
    return client;
  }

  /** Containers are cgroups below the one of their pod. */
  private Path container(String pod) {
    try {
      return Files.createDirectories(podCgroup(pod).resolve("container"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the cgroup of pod " + pod, e);
    }
  }

  Path podCgroup(String pod) {
    return cgroup.resolve(pod);
  }

  <K, V> BpfMap<K, V> map(String name, Class<K> key, Class<V> value) {
    return programs.map(name, key, value);
  }

  /** The value of an enumerator of abi.h. */
  int constant(String name) {
    return (int)
        programs.btf().enumerations().stream()
            .flatMap(e -> e.constants().stream())
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow()
            .value();
  }

  long counter(String name) {
    return programs.counters("socket_counters").sum(constant(name));
  }

  static Address address(String text) {
    try {
      byte[] bytes = InetAddress.getByName(text).getAddress();
      ByteBuffer sixteen = ByteBuffer.allocate(16);
      if (bytes.length == 4) {
        sixteen.putShort(10, (short) -1);
      }
      sixteen.put(16 - bytes.length, bytes);
      return new Address(sixteen.getLong(0), sixteen.getLong(8));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Override
  public void close() {
    clients.forEach(Puppet::close);
    servers.close();
    HOOKS.keySet().forEach(program -> Links.detach(link(program)));
    programs.close();
    try {
      remove(cgroup, bpffs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up " + cgroup, e);
    }
  }

  private static void remove(Path cgroup, Path bpffs) throws IOException {
    if (BpfFs.contains(bpffs)) {
      KernelTest.run("umount", bpffs.toString());
    }
    Files.deleteIfExists(bpffs);
    List<Path> directories;
    try (var found = Files.walk(cgroup)) {
      directories = found.filter(Files::isDirectory).toList();
    }
    for (Path directory : directories.reversed()) {
      Files.delete(directory);
    }
  }
}
