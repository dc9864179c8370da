package io.weir.sandbox.boot;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.api.ApiServer;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.controller.LoadBalancerController;
import io.weir.sandbox.controller.SchedulerController;
import io.weir.sandbox.controller.SliceController;
import io.weir.sandbox.controller.WorkloadController;
import io.weir.sandbox.echo.EchoServers;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.Ips;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.node.NodeObject;
import io.weir.sandbox.node.PodRunners;
import io.weir.values.IpPrefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The control plane of one sandbox in this process: API server, controllers, kubelets. */
public final class SandboxServer implements AutoCloseable {
  /** Where the API is served inside the namespaces, at 127.0.0.1 and at the fabric's address. */
  static final int API_PORT = 6443;

  /** What the machine outside sends to a node: load balancers' addresses and external IPs. */
  static final List<IpPrefix> ANNOUNCED =
      Stream.concat(
              LoadBalancerController.RANGES.stream(),
              Stream.of("198.51.100.0/24", "2001:db8:e::/64").map(Ips::prefix))
          .toList();

  private final ObjectStore store;
  private final ApiServer api;
  private final Deque<Runnable> parts = new ArrayDeque<>();

  private SandboxServer(ObjectStore store) {
    this.store = store;
    this.parts.push(store::close);
    this.api = ApiServer.start(store, 0);
    this.parts.push(api::close);
  }

  /** Prefixes whose addresses mean something to the dataplane only. */
  static List<IpPrefix> virtualPrefixes(Blueprint sandbox) {
    List<IpPrefix> all = new ArrayList<>(ANNOUNCED);
    serviceCidrs(sandbox).forEach(cidr -> all.add(Ips.prefix(cidr)));
    return all;
  }

  /** The primary family's first. */
  private static List<String> serviceCidrs(Blueprint sandbox) {
    return ApiOptions.defaults().serviceCidrs().stream()
        .filter(c -> sandbox.families().list().contains(Ips.prefix(c).address().family()))
        .toList();
  }

  /** Serves a sandbox whose namespaces and cgroups are there, and says where in its directory. */
  public static SandboxServer start(Sandbox sandbox) {
    Blueprint blueprint = sandbox.blueprint();
    InetSocketAddress outside =
        new InetSocketAddress(
            Ips.inet(blueprint.fabricAddress(blueprint.families().list().getFirst())), API_PORT);
    ApiOptions options =
        ApiOptions.defaults().withServiceCidrs(serviceCidrs(blueprint)).withApiEndpoint(outside);
    SandboxServer server = new SandboxServer(new ObjectStore(options));
    server.listen(blueprint, outside);
    server.run(sandbox);
    String url = "http://127.0.0.1:" + server.api.port();
    RunDirectory.write(sandbox.directory().kubeconfig(), Kubeconfig.of(blueprint.name(), url));
    RunDirectory.write(sandbox.directory().apiUrl(), url);
    return server;
  }

  private void listen(Blueprint blueprint, InetSocketAddress outside) {
    InetSocketAddress loopback =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), API_PORT);
    for (NodeNet node : blueprint.nodeNets()) {
      api.listen(open(node.namespace(), loopback));
    }
    api.listen(open(blueprint.fabric(), outside));
  }

  private static ServerSocketChannel open(String namespace, InetSocketAddress at) {
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(namespace))) {
      return inside.call(() -> EchoServers.openTcp(at));
    }
  }

  private void run(Sandbox sandbox) {
    List<NodeNet> nodes = sandbox.blueprint().nodeNets();
    for (int i = 0; i < nodes.size(); i++) {
      NodeNet node = nodes.get(i);
      store.create(Resource.NODES, NodeObject.of(node, i));
      store.updateStatus(
          Resource.NODES,
          "",
          node.name(),
          object -> {
            object.set("status", NodeObject.status(node));
            return object;
          });
    }
    parts.push(new SchedulerController(store)::close);
    parts.push(new WorkloadController(store)::close);
    parts.push(new SliceController(store)::close);
    parts.push(new LoadBalancerController(store)::close);
    parts.push(
        PodRunners.start(store, sandbox.blueprint(), sandbox.cgroups(), sandbox.directory())
            ::close);
  }

  /** For tests and benchmarks that fill the cluster from inside the process. */
  public ObjectStore store() {
    return store;
  }

  @Override
  public void close() {
    parts.forEach(Runnable::run);
  }
}
