package io.weir.agent.watch;

import io.weir.values.ObjectName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What we read of an object's metadata. Filled while the object streams by. */
final class Meta {
  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String ZONE = "topology.kubernetes.io/zone";
  static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
  static final String SOCKET_LB = "weir.io/socket-lb";
  static final String POLICY_MODE = "weir.io/policy-mode";
  static final String NEW_PODS = "weir.io/new-pods";
  static final String EXTERNAL_MODE = "weir.io/external-mode";
  static final String MAGLEV_SIZE = "weir.io/maglev-table-size";
  static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private static final Set<String> WANTED =
      Set.of(
          SERVICE_NAME,
          TRIGGER_TIME,
          SOCKET_LB,
          POLICY_MODE,
          EXTERNAL_MODE,
          MAGLEV_SIZE,
          INITIAL_EVENTS_END);

  private final boolean wantsLabels;
  private final Map<String, String> marks = new HashMap<>(4);
  private Map<String, String> labels = Map.of();
  private String namespace = "";
  private String name = "";
  private String uid = "";
  private String resourceVersion = "";
  private String created = "";
  private long generation;
  private boolean deleting;

  /**
   * @param wantsLabels whether all labels are kept; else only those among the constants above
   */
  Meta(boolean wantsLabels) {
    this.wantsLabels = wantsLabels;
  }

  void read(Json in) {
    in.object(field -> {
      switch (field) {
        case "namespace" -> namespace = in.pooledText();
        case "name" -> name = in.text();
        case "uid" -> uid = in.text();
        case "resourceVersion" -> resourceVersion = in.text();
        case "generation" -> generation = in.longNumber();
        case "creationTimestamp" -> created = in.text();
        case "deletionTimestamp" -> deleting = !in.text().isEmpty();
        case "labels" -> readLabels(in);
        case "annotations" -> readMarks(in);
        default -> in.skip();
      }
    });
  }

  private void readLabels(Json in) {
    if (wantsLabels) {
      labels = in.pooledTexts();
    } else {
      readMarks(in);
    }
  }

  private void readMarks(Json in) {
    in.object(key -> {
      if (WANTED.contains(key)) {
        marks.put(key, in.text());
      } else {
        in.skip();
      }
    });
  }

  /** {@code namespace/name}, or {@code name} of cluster-wide kinds; "" while unnamed. */
  String key() {
    return namespace.isEmpty() || name.isEmpty() ? name : namespace + "/" + name;
  }

  ObjectName objectName() {
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new Malformed("expected a name and a namespace in /metadata");
    }
    return new ObjectName(namespace, name);
  }

  /** The name of an object of a cluster-wide kind. */
  String clusterName() {
    if (name.isEmpty()) {
      throw new Malformed("expected a name in /metadata");
    }
    return name;
  }

  String uid() {
    return uid;
  }

  String resourceVersion() {
    return resourceVersion;
  }

  /** 0 where absent. */
  long generation() {
    return generation;
  }

  boolean deleting() {
    return deleting;
  }

  /** All labels, where they were wanted. */
  Map<String, String> labels() {
    return labels;
  }

  /**
   * The annotation, or unless all labels were wanted the label, {@code key}: one of the constants
   * above; "" where absent.
   */
  String mark(String key) {
    return marks.getOrDefault(key, "");
  }

  boolean socketLoadBalancing() {
    return !mark(SOCKET_LB).equals("disabled");
  }

  /** Whether the policy is to be told and not enforced. */
  boolean audit() {
    return mark(POLICY_MODE).equals("audit");
  }

  /** Milliseconds since 1970; 0 where absent or not a time. */
  long createdAt() {
    try {
      return created.isEmpty() ? 0 : Instant.parse(created).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
