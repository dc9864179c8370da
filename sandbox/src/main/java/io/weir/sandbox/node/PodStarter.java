package io.weir.sandbox.node;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.controller.Json;
import io.weir.sandbox.echo.EchoIdentity;
import io.weir.sandbox.echo.EchoServers;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.AddressPool;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.Ips;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.net.PodScripts;
import io.weir.sandbox.net.SandboxFault;
import io.weir.values.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Makes a pod out of a network namespace, a cgroup and echo servers. One thread at a time. */
final class PodStarter {
  /** On a pod: the addresses it must have, with commas between. */
  static final String ADDRESSES = "weir.io/sandbox-addresses";

  /** Network address, gateway of the bridge. */
  private static final int RESERVED = 2;

  private final NodeNet node;
  private final Place place;
  private final EchoServers echo;
  private final List<AddressPool> pools;

  /**
   * Where pods of a sandbox go.
   *
   * @param namespacePrefix of pods' network namespaces; the uid follows
   */
  record Place(
      PodNetwork network, String namespacePrefix, CgroupTree cgroups, RunDirectory directory) {}

  PodStarter(NodeNet node, Place place, EchoServers echo) {
    this.node = node;
    this.place = place;
    this.echo = echo;
    this.pools = node.podPrefixes().stream().map(p -> new AddressPool(p, RESERVED)).toList();
  }

  /** Starts all of the pod or nothing. */
  RunningPod start(JsonNode pod) {
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      String uid = Json.uid(pod);
      boolean shared = Json.isTrue(pod, "spec/hostNetwork");
      PodNet net = shared ? new PodNet(node.namespace(), uid, node.addresses()) : wire(pod, undo);
      undo.push(() -> place.cgroups.removePod(node.name(), uid));
      place.cgroups.createPod(node.name(), uid);
      listen(pod, net, undo);
      register(pod, net, undo);
      return new RunningPod(uid, net.addresses(), Instant.now(), new ArrayList<>(undo));
    } catch (RuntimeException e) {
      stop(new ArrayList<>(undo));
      throw e;
    }
  }

  /** Ends what a pod consists of, as far as possible, whatever fails on the way. */
  static void stop(List<Runnable> undo) {
    RuntimeException first = null;
    for (Runnable step : undo) {
      try {
        step.run();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private PodNet wire(JsonNode pod, Deque<Runnable> undo) {
    String uid = Json.uid(pod);
    List<IpAddress> wanted = wanted(pod);
    List<IpAddress> addresses = new ArrayList<>();
    for (AddressPool pool : pools) {
      undo.push(() -> pool.giveBack(uid));
      addresses.add(lend(pool, uid, wanted));
    }
    PodNet net = new PodNet(place.namespacePrefix + uid, uid, List.copyOf(addresses));
    for (PodScripts.Step step : PodScripts.add(place.network, node, net)) {
      step.script().run();
      step.undo().ifPresent(script -> undo.push(script::run));
    }
    return net;
  }

  /** Addresses that a pod asks for, as IPAM plugins let it. */
  private static List<IpAddress> wanted(JsonNode pod) {
    String text = Json.map(pod, "metadata/annotations").getOrDefault(ADDRESSES, "");
    return text.isEmpty() ? List.of() : Stream.of(text.split(",")).map(Ips::address).toList();
  }

  private IpAddress lend(AddressPool pool, String uid, List<IpAddress> wanted) {
    Optional<IpAddress> own = wanted.stream().filter(pool.prefix()::contains).findFirst();
    if (own.filter(ip -> !pool.claim(ip, uid)).isPresent()) {
      throw new SandboxFault(
          "node=%s cannot give address=%s: another pod has it".formatted(node.name(), own.get()));
    }
    return own.or(() -> pool.take(uid))
        .orElseThrow(() ->
            new SandboxFault(
                "node=%s has no pod address left in %s".formatted(node.name(), pool.prefix())));
  }

  private void listen(JsonNode pod, PodNet net, Deque<Runnable> undo) {
    EchoIdentity identity = new EchoIdentity(Json.name(pod), node.name());
    try (NetworkNamespace namespace = NetworkNamespace.open(IpScript.file(net.namespace()))) {
      for (JsonNode container : PodStatus.lasting(pod)) {
        for (JsonNode port : Json.items(container, "ports")) {
          for (IpAddress ip : net.addresses()) {
            Optional<AutoCloseable> server = serve(namespace, ip, port, identity);
            server.ifPresent(s -> undo.push(() -> close(s)));
          }
        }
      }
    }
  }

  /** One socket for each address, so that an answer over UDP leaves from where it was asked. */
  private Optional<AutoCloseable> serve(
      NetworkNamespace namespace, IpAddress ip, JsonNode port, EchoIdentity identity) {
    int number = Json.number(port, "containerPort", 0);
    return switch (Json.text(port, "protocol")) {
      case "", "TCP" -> Optional.of(echo.tcp(namespace, Ips.inet(ip), number, identity));
      case "UDP" -> Optional.of(echo.udp(namespace, Ips.inet(ip), number, identity));
      default -> Optional.empty();
    };
  }

  private void register(JsonNode pod, PodNet net, Deque<Runnable> undo) {
    Path file = place.directory.pod(Json.namespace(pod), Json.name(pod));
    undo.push(() -> delete(file));
    Path cgroup = place.cgroups.pod(node.name(), net.uid());
    RunDirectory.write(file, net.namespace() + "\n" + cgroup + "\n");
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new SandboxFault("cannot close the socket of an echo server", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
