package io.weir.agent.observe;

import io.weir.values.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the agent knows of itself after one turn of the loop: published by the loop, read by health,
 * metrics, {@code weir status}. Everything in it is bounded; it is also the wire form of {@code GET
 * /v1/status}, so a component that is renamed or removed breaks users' scripts.
 *
 * @param taken when the loop made this picture; a hung loop shows as an old one
 * @param synced every watch has listed once and the maps were written at least once
 * @param syncs one for each family
 * @param conflicts frontends claimed by several Services, at most {@link #MOST_ROWS}
 * @param faults parts of objects that cannot be used, at most {@link #MOST_ROWS}
 * @param features what the kernel offers and we use or miss: {@code weir_mode_info}
 * @param errors the last {@link #MOST_ERRORS}, newest first
 */
public record AgentSnapshot(
    Instant taken,
    Instant started,
    Node node,
    boolean synced,
    List<Watch> watches,
    List<Sync> syncs,
    Counts counts,
    List<Conflict> conflicts,
    List<FaultRow> faults,
    List<Attachment> attachments,
    List<MapUse> maps,
    List<Feature> features,
    SocketCounts sockets,
    PolicySnapshot policy,
    WireSnapshot wire,
    List<RecentError> errors) {
  public static final int MOST_ROWS = 100;
  public static final int MOST_ERRORS = 20;

  public AgentSnapshot {
    watches = List.copyOf(watches);
    syncs = List.copyOf(syncs);
    conflicts = conflicts.stream().limit(MOST_ROWS).toList();
    faults = faults.stream().limit(MOST_ROWS).toList();
    attachments = List.copyOf(attachments);
    maps = List.copyOf(maps);
    features = List.copyOf(features);
    errors = errors.stream().limit(MOST_ERRORS).toList();
  }

  /** The picture before the first turn: nothing known, nothing synced, node not eligible. */
  public static AgentSnapshot starting(String nodeName, Instant now) {
    return new AgentSnapshot(
        now,
        now,
        new Node(nodeName, Optional.empty(), false, List.of()),
        false,
        List.of(),
        List.of(),
        Counts.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        SocketCounts.NONE,
        PolicySnapshot.NONE,
        WireSnapshot.NONE,
        List.of());
  }

  /**
   * The node we run on.
   *
   * @param eligible load balancers may keep sending here: its Node object is known, not being
   *     deleted and not drained by the autoscaler (services.md HC-6)
   * @param addresses accepted for NodePorts
   */
  public record Node(String name, Optional<String> zone, boolean eligible, List<String> addresses) {
    public Node {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * One watch on the API server.
   *
   * @param kind lower case and plural: services, endpointslices, nodes, pods, namespaces,
   *     networkpolicies, clusternetworkpolicies, servicecidrs
   * @param lastContact the last answer, event or bookmark
   * @param restarts times it had to list or connect again
   * @param skippedObjects objects that could not be read at all
   */
  public record Watch(
      String kind,
      boolean synced,
      Optional<Instant> lastContact,
      long objects,
      long restarts,
      long skippedObjects) {}

  /**
   * How far the maps of one family are behind.
   *
   * @param lastQueued when the newest change arrived
   * @param lastSuccess when a turn last wrote everything it wanted
   * @param oldestPending the arrival of the oldest change that is not in the maps yet
   */
  public record Sync(
      Family family,
      Optional<Instant> lastQueued,
      Optional<Instant> lastSuccess,
      Optional<Instant> oldestPending) {}

  /**
   * How much there is.
   *
   * @param services proxied ones
   * @param frontends in the maps, NodePorts counted once
   * @param servicesWithoutBackends services with a port that nothing can serve
   * @param noLocalInternal Service ports with internal policy Local, endpoints elsewhere, none here
   * @param noLocalExternal the same for the external policy
   * @param pendingServices Service changes that wait for a turn
   * @param pendingSlices EndpointSlice changes that wait for a turn
   * @param frontendsByBackends every kind by where its backends are
   */
  public record Counts(
      int services,
      int frontends,
      int readyBackends,
      int servingBackends,
      int terminatingBackends,
      int servicesWithoutBackends,
      ByFamily noLocalInternal,
      ByFamily noLocalExternal,
      int pendingServices,
      int pendingSlices,
      List<FrontendCount> frontendsByBackends) {
    public static final Counts NONE =
        new Counts(0, 0, 0, 0, 0, 0, ByFamily.NONE, ByFamily.NONE, 0, 0, List.of());

    public Counts {
      frontendsByBackends = List.copyOf(frontendsByBackends);
    }
  }

  /** A number for each family. */
  public record ByFamily(int ipv4, int ipv6) {
    public static final ByFamily NONE = new ByFamily(0, 0);

    public int of(Family family) {
      return family == Family.IPV4 ? ipv4 : ipv6;
    }
  }

  /**
   * A frontend that several Services claim.
   *
   * @param frontend {@code address:port/protocol}, or {@code nodePort:port/protocol}
   * @param winner {@code namespace/name}
   * @param losers {@code namespace/name} each
   */
  public record Conflict(String frontend, String winner, List<String> losers) {
    public Conflict {
      losers = List.copyOf(losers);
    }
  }

  /** Part of an object that cannot be used: see {@code io.weir.values.Fault}. */
  public record FaultRow(String object, String field, String reason) {}

  /**
   * A hook we hold, or ought to.
   *
   * @param hook from a fixed list, e.g. connect4; a metric label
   * @param attached our program is there, as the kernel says
   */
  public record Attachment(String hook, String program, boolean expected, boolean attached) {}

  /**
   * How full a map is.
   *
   * @param name without our prefix; a metric label
   * @param bytes locked by the kernel for it
   * @param evicts the least recently used entry goes when another one comes: to be full is no fault
   */
  public record MapUse(String name, long entries, long capacity, long bytes, boolean evicts) {}

  /**
   * A capability of the kernel or a mode of ours.
   *
   * @param name from a fixed list; a metric label
   * @param state on, off or missing
   * @param detail what it means for the user when it is not on; may be empty
   */
  public record Feature(String name, String state, String detail) {}

  /** The socket programs' counters since the maps were made: {@code enum socket_counter}. */
  public record SocketCounts(
      long translated,
      long refused,
      long noLocal,
      long sourceDenied,
      long reselected,
      long bindRefused,
      long optedOut,
      long cut) {
    public static final SocketCounts NONE = new SocketCounts(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Something that went wrong and is retried.
   *
   * @param object what could not be done, e.g. {@code Service shop/web}
   */
  public record RecentError(Instant at, String object, String message) {}
}
