package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.values.IpAddress;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * v1 Pod. A finished pod means the same as a deleted one: its addresses may already be another's.
 */
final class PodDraft extends Draft {
  private final List<IpAddress> addresses = new ArrayList<>();
  private List<NamedPort> ports = new ArrayList<>();
  private String node = "";
  private boolean hostNetwork;
  private String phase = "";

  PodDraft() {
    super(true);
  }

  @Override
  void field(String name, Json in) {
    switch (name) {
      case "spec" -> {
        in.object(field -> spec(field, in));
        ports = in.pooled(ports);
      }
      case "status" -> in.object(field -> status(field, in));
      default -> in.skip();
    }
  }

  private void spec(String field, Json in) {
    switch (field) {
      case "nodeName" -> node = in.pooledText();
      case "hostNetwork" -> hostNetwork = in.bool(false);
      case "containers" -> in.elements(() -> ports.addAll(new Container().read(in).ports));
      case "initContainers" -> in.elements(() -> ports.addAll(new Container().read(in).sidecar()));
      default -> in.skip();
    }
  }

  private void status(String field, Json in) {
    switch (field) {
      case "phase" -> phase = in.pooledText();
      case "podIPs" -> in.elements(() -> in.object(part -> podIp(part, in)));
      default -> in.skip();
    }
  }

  private void podIp(String field, Json in) {
    if (field.equals("ip")) {
      IpAddress.parse(in.text()).ifPresent(addresses::add);
    } else {
      in.skip();
    }
  }

  /** Named ports of one container. */
  private static final class Container {
    private final List<NamedPort> ports = new ArrayList<>();
    private boolean restartable;

    private Container read(Json in) {
      in.object(field -> {
        switch (field) {
          case "ports" -> in.elements(() -> port(in));
          case "restartPolicy" -> restartable = in.pooledText().equals("Always");
          default -> in.skip();
        }
      });
      return this;
    }

    /** Of an init container: one that is not restartable has ended when the others listen. */
    private List<NamedPort> sidecar() {
      return restartable ? ports : List.of();
    }

    private void port(Json in) {
      var draft =
          new Object() {
            String name = "";
            String protocol = "";
            int number;
          };
      in.object(field -> {
        switch (field) {
          case "name" -> draft.name = in.pooledText();
          case "protocol" -> draft.protocol = in.pooledText();
          case "containerPort" -> draft.number = in.number();
          default -> in.skip();
        }
      });
      if (!draft.name.isEmpty() && draft.number >= 1 && draft.number <= 65535) {
        add(draft.name, draft.protocol, draft.number);
      }
    }

    private void add(String name, String protocol, int number) {
      switch (protocol) {
        case "", "TCP" -> ports.add(new NamedPort(name, Protocol.TCP, number));
        case "UDP" -> ports.add(new NamedPort(name, Protocol.UDP, number));
        case "SCTP" -> ports.add(new NamedPort(name, Protocol.SCTP, number));
        default -> {} // of a newer API: no rule can name it
      }
    }
  }

  @Override
  ClusterEvent changed() {
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return new ClusterEvent.PodDeleted(meta().objectName());
    }
    return new ClusterEvent.PodChanged(
        new PodFacts(
            meta().objectName(),
            meta().uid(),
            node,
            meta().createdAt() / 1000,
            hostNetwork,
            hostNetwork ? List.of() : addresses,
            meta().labels(),
            ports,
            meta().socketLoadBalancing()));
  }
}
