package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A namespace that stands for a node, one for a pod, and a bpffs. */
final class PodLab implements AutoCloseable {
  /** Small: the maps of a real node would take tens of megabytes. */
  static final Map<String, Integer> SIZES = sizes();

  static final String NODE = "attach-it-host";
  static final String POD = "attach-it-guest";

  private static final String POD_MAC = "02:00:00:00:00:02";

  private final AgentLab lab;
  private final NetworkNamespace node;
  private final NetworkNamespace pod;

  PodLab() throws Exception {
    lab = AgentLab.open();
    for (String name : new String[] {NODE, POD}) {
      new ProcessBuilder("ip", "netns", "del", name).start().waitFor(); // of a run that crashed
      run("ip netns add " + name);
    }
    node = NetworkNamespace.open(Path.of("/run/netns/" + NODE));
    pod = NetworkNamespace.open(Path.of("/run/netns/" + POD));
  }

  private static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new HashMap<>();
    for (String map :
        new String[] {
          "endpoints", "peers", "rule_sets", "peer_rows", "prefixes", "port_rows", "flows"
        }) {
      sizes.put(map, 128);
    }
    sizes.put("opening_flows", 128);
    sizes.put("fragments", 128);
    sizes.put("rule_counters", 128);
    return sizes;
  }

  PinLayout pins() {
    return lab.pins();
  }

  /** The programs, as an agent that starts on the node loads them. */
  WorkloadPrograms load(boolean tcx) {
    return inside(() ->
        WorkloadPrograms.load(
            pins(), SIZES, Optional.empty(), new WorkloadPrograms.Node(tcx, PodLinks::interfaces)));
  }

  WirePrograms loadWire(boolean tcx) {
    Map<String, Integer> sizes = new HashMap<>(SIZES);
    sizes.putAll(AgentLab.SIZES);
    return inside(() ->
        WirePrograms.load(
            pins(),
            sizes,
            new WireConfig(61_000, 65_535, 6081, true, true, false, false),
            Optional.empty(),
            new WorkloadPrograms.Node(tcx, PodLinks::interfaces)));
  }

  <T> T inside(Callable<T> task) {
    return node.call(task);
  }

  <T> T insidePod(Callable<T> task) {
    return pod.call(task);
  }

  /** A veth into the pod's namespace; the pod has 192.0.2.2, the node 192.0.2.1. */
  void plug(String name, int ifindex) throws Exception {
    onNode("link add " + name + " index " + ifindex + " type veth peer name eth0 netns " + POD);
    onNode("link set " + name + " addrgenmode none"); // no packets but those the test sends
    run("ip -n " + POD + " link set eth0 addrgenmode none");
    run("ip -n " + POD + " link set eth0 address " + POD_MAC);
    run("ip -n " + POD + " addr add 192.0.2.2/24 dev eth0");
    run("ip -n " + POD + " link set eth0 up");
    onNode("link set " + name + " up");
    onNode("addr add 192.0.2.1/24 dev " + name);
    onNode("neigh add 192.0.2.2 lladdr " + POD_MAC + " dev " + name);
  }

  void unplug(String name) throws Exception {
    onNode("link del " + name);
  }

  /** A socket of the pod, at port 9. */
  DatagramSocket listen() {
    return pod.call(() -> new DatagramSocket(new InetSocketAddress("192.0.2.2", 9)));
  }

  /** One datagram from the node to the pod. */
  void send() {
    inside(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(new byte[10], 10, InetAddress.ofLiteral("192.0.2.2"), 9));
      }
      return true;
    });
  }

  void onNode(String command) throws Exception {
    run("ip -n " + NODE + " " + command);
  }

  /** Several commands of ip, in one process. */
  void batch(String namespace, String commands) throws Exception {
    Process process =
        new ProcessBuilder("ip", "-n", namespace, "-batch", "-")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    assertThat(process.waitFor()).as(commands).isZero();
  }

  private static void run(String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ")).inheritIO().start();
    assertThat(process.waitFor()).as(command).isZero();
  }

  @Override
  public void close() {
    node.close();
    pod.close();
    lab.close();
    for (String name : new String[] {NODE, POD}) {
      try {
        new ProcessBuilder("ip", "netns", "del", name).start().waitFor();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("cannot remove namespace " + name, e);
      }
    }
  }
}
