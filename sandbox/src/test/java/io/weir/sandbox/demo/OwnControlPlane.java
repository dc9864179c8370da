package io.weir.sandbox.demo;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.api.ApiServer;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.boot.AgentProcess;
import io.weir.sandbox.boot.SandboxExec;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.echo.EchoServers;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.SandboxFault;
import io.weir.sandbox.node.NodeObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server in the test's process for the agent of one node: it believes everything, and it can
 * go away while the sandbox's own goes on and its pods answer.
 */
final class OwnControlPlane implements AutoCloseable {
  private static final InetSocketAddress AT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 6444);
  private static final JsonMapper JSON = new JsonMapper();

  private final Cluster cluster;
  private final NodeNet node;
  private final ObjectStore store = new ObjectStore(ApiOptions.defaults().withoutValidation());
  private ApiServer server;

  OwnControlPlane(Cluster cluster, String nodeName) {
    this.cluster = cluster;
    this.node = cluster.node(nodeName);
    store.create(Resource.NODES, NodeObject.of(node, 0));
    store.updateStatus(
        Resource.NODES,
        "",
        nodeName,
        object -> {
          object.set("status", NodeObject.status(node));
          return object;
        });
    listen();
    startAgent();
  }

  /** Serves again. */
  void listen() {
    server = ApiServer.start(store, 0);
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(node.namespace()))) {
      server.listen(inside.call(() -> EchoServers.openTcp(AT)));
    }
  }

  /** Ends every connection and refuses new ones; the objects stay. */
  void goAway() {
    server.close();
  }

  private void startAgent() {
    Path log = cluster.sandbox().directory().log("agent-" + node.name());
    ProcessBuilder agent =
        new ProcessBuilder(
                new SandboxExec(
                        IpScript.file(node.namespace()),
                        cluster.sandbox().cgroups().agent(node.name()))
                    .argv(
                        List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            AgentProcess.class.getName())))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    agent
        .environment()
        .putAll(
            Map.of(
                "WEIR_NODE_NAME", node.name(),
                "WEIR_API_SERVER", "http://127.0.0.1:" + AT.getPort(),
                "WEIR_PIN_DIRECTORY", cluster.sandbox().directory().pins(node.name()).toString(),
                "WEIR_CGROUP_ROOT", cluster.sandbox().cgroups().node(node.name()).toString(),
                "WEIR_RUN_DIRECTORY", cluster.sandbox().directory().agent(node.name()).toString(),
                "WEIR_HEALTH_ADDRESS", "127.0.0.1:10256"));
    try {
      agent.start();
    } catch (IOException e) {
      throw new SandboxFault("cannot start an agent on " + node.name(), e);
    }
    EchoService.await("healthy agent", () -> SandboxUp.isHealthy(node));
  }

  /** A Service and its slice with one endpoint; TCP port 80 to 8080. */
  void service(String name, String clusterIp, String podIp) {
    service(
        """
        {"metadata":{"name":"%1$s","namespace":"default"},
         "spec":{"clusterIP":"%2$s","clusterIPs":["%2$s"],"ports":[{"name":"t","port":80,"protocol":"TCP"}]}}
        """
            .formatted(name, clusterIp));
    slice(
        """
        {"metadata":{"name":"%1$s-1","namespace":"default","labels":{"kubernetes.io/service-name":"%1$s"}},
         "addressType":"IPv4","ports":[{"name":"t","port":8080,"protocol":"TCP"}],
         "endpoints":[{"addresses":["%2$s"],"conditions":{"ready":true}}]}
        """
            .formatted(name, podIp));
  }

  void service(String json) {
    store.create(Resource.SERVICES, object(json, "v1", "Service"));
  }

  void slice(String json) {
    store.create(Resource.ENDPOINT_SLICES, object(json, "discovery.k8s.io/v1", "EndpointSlice"));
  }

  private static ObjectNode object(String json, String version, String kind) {
    ObjectNode object = (ObjectNode) JSON.readTree(json);
    return object.put("apiVersion", version).put("kind", kind);
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
