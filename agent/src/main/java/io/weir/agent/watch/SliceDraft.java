package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.service.model.EndpointSliceFacts;
import java.util.List;

/** discovery.k8s.io/v1 EndpointSlice. */
final class SliceDraft extends Draft {
  private String addressType = "";
  private List<EndpointSliceFacts.Port> ports = List.of();
  private List<EndpointSliceFacts.Endpoint> endpoints = List.of();

  @Override
  void field(String name, Json in) {
    switch (name) {
      case "addressType" -> addressType = in.pooledText();
      case "ports" -> ports = in.pooledList(() -> port(in));
      case "endpoints" -> endpoints = in.list(() -> endpoint(in));
      default -> in.skip();
    }
  }

  private static EndpointSliceFacts.Port port(Json in) {
    var draft =
        new Object() {
          String name;
          String protocol = "";
          int port;
        };
    in.object(field -> {
      switch (field) {
        case "name" -> draft.name = in.isNull() ? null : in.pooledText();
        case "protocol" -> draft.protocol = in.pooledText();
        case "port" -> draft.port = in.number();
        default -> in.skip();
      }
    });
    return new EndpointSliceFacts.Port(draft.name, draft.protocol, draft.port);
  }

  private static EndpointSliceFacts.Endpoint endpoint(Json in) {
    EndpointDraft draft = new EndpointDraft();
    in.object(field -> draft.field(field, in));
    return new EndpointSliceFacts.Endpoint(
        draft.address,
        draft.ready,
        draft.serving,
        draft.terminating,
        draft.nodeName,
        draft.zones,
        draft.nodes);
  }

  /** One of the endpoints, conditions defaulted as services.md OBJ-13 says. */
  private static final class EndpointDraft {
    private String address = "";
    private boolean ready = true;
    private boolean serving = true;
    private boolean terminating;
    private String nodeName = "";
    private List<String> zones = List.of();
    private List<String> nodes = List.of();

    private void field(String name, Json in) {
      switch (name) {
        case "addresses" -> address = firstOf(in);
        case "conditions" -> in.object(condition -> condition(condition, in));
        case "nodeName" -> nodeName = in.pooledText();
        case "hints" -> in.object(hint -> hint(hint, in));
        default -> in.skip();
      }
    }

    private static String firstOf(Json in) {
      List<String> addresses = in.texts();
      return addresses.isEmpty() ? "" : addresses.getFirst();
    }

    private void condition(String name, Json in) {
      switch (name) {
        case "ready" -> ready = in.bool(true);
        case "serving" -> serving = in.bool(true);
        case "terminating" -> terminating = in.bool(false);
        default -> in.skip();
      }
    }

    private void hint(String kind, Json in) {
      switch (kind) {
        case "forZones" -> zones = in.pooledList(() -> hintName(in));
        case "forNodes" -> nodes = in.pooledList(() -> hintName(in));
        default -> in.skip();
      }
    }

    private static String hintName(Json in) {
      String[] name = {""};
      in.object(field -> {
        if (field.equals("name")) {
          name[0] = in.pooledText();
        } else {
          in.skip();
        }
      });
      return name[0];
    }
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.SliceChanged(
        new EndpointSliceFacts(
            meta().objectName(),
            meta().mark(Meta.SERVICE_NAME),
            addressType,
            meta().resourceVersion(),
            ports,
            endpoints,
            meta().mark(Meta.TRIGGER_TIME)));
  }
}
