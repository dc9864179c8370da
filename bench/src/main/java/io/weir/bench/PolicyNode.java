package io.weir.bench;

import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.net.PodScripts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of its own with two pods, a client and a server, as a routed CNI would set them up. Each
 * variant has one, so that taking turns costs nothing.
 *
 * @param namespace of the node
 */
record PolicyNode(String namespace, PodNet client, PodNet server) {
  static final IpAddress CLIENT = ip("10.77.0.2");
  static final IpAddress SERVER = ip("10.77.0.3");

  static PolicyNode make(Lab lab, String purpose) {
    String namespace = lab.namespace(purpose);
    NodeNet node =
        new NodeNet(
            ManyServices.NODE,
            namespace,
            List.of(ip("10.77.255.1")),
            List.of(IpPrefix.parse("10.77.0.0/24").orElseThrow()));
    PodNet client = new PodNet(namespace + "-client", "client", List.of(CLIENT));
    PodNet server = new PodNet(namespace + "-server", "server", List.of(SERVER));
    for (PodNet pod : List.of(client, server)) {
      PodScripts.add(PodNetwork.ROUTED, node, pod).forEach(step -> step.script().run());
    }
    PolicyNode made = new PolicyNode(namespace, client, server);
    run(namespace, List.of("sysctl", "-qw", "net.ipv4.ip_forward=1"), "");
    // Whoever is refused in silence shall notice after three seconds, not after two minutes.
    run(client.namespace(), List.of("sysctl", "-qw", "net.ipv4.tcp_syn_retries=1"), "");
    return made;
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  /** Runs a program of the machine in the node's network namespace. */
  void run(List<String> argv, String input) {
    run(namespace, argv, input);
  }

  private static void run(String namespace, List<String> argv, String input) {
    List<String> inside = new ArrayList<>(List.of("nsenter", "--net=" + IpScript.file(namespace)));
    inside.addAll(argv);
    Command.run(inside, input);
  }
}
