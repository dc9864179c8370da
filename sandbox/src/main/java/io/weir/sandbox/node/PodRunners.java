package io.weir.sandbox.node;

import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.echo.EchoServers;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.NodeNet;
import java.util.ArrayList;
import java.util.List;

/** The kubelets of all nodes of a sandbox. */
public final class PodRunners implements AutoCloseable {
  private final EchoServers echo = new EchoServers();
  private final List<PodRunner> runners = new ArrayList<>();

  private PodRunners() {}

  public static PodRunners start(
      ObjectStore store, Blueprint sandbox, CgroupTree cgroups, RunDirectory directory) {
    PodRunners all = new PodRunners();
    PodStarter.Place place =
        new PodStarter.Place(sandbox.network(), sandbox.podNamespace(""), cgroups, directory);
    for (NodeNet node : sandbox.nodeNets()) {
      all.runners.add(new PodRunner(store, node, new PodStarter(node, place, all.echo)));
    }
    return all;
  }

  @Override
  public void close() {
    runners.forEach(PodRunner::close);
    echo.close();
  }
}
