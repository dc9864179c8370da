package io.weir.agent.observe;

import io.weir.bpf.abi.PacketCounter;
import io.weir.values.Family;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the agent knows of Services on the wire after one turn: a part of {@link AgentSnapshot}.
 *
 * @param paths every path, also one that no packet took; empty where only sockets are served
 * @param translations entries of flows that both sides have spoken on, at the last sweep
 * @param openingTranslations entries of all other flows, at the last sweep
 * @param silentNodes addresses of other nodes that take no tunnels of ours
 * @param snat one for each family that this node has an address of
 */
public record WireSnapshot(
    List<Path> paths,
    Events events,
    int translations,
    int openingTranslations,
    List<Snat> snat,
    Denied denied,
    int silentNodes) {
  public static final WireSnapshot NONE =
      new WireSnapshot(List.of(), Events.NONE, 0, 0, List.of(), new Denied(0, 0), 0);

  public WireSnapshot {
    paths = List.copyOf(paths);
    snat = List.copyOf(snat);
  }

  /**
   * Packets that took one path.
   *
   * @param path as {@link WirePath#label()}; a metric label
   */
  public record Path(String path, long packets, long bytes) {
    /**
     * @param sums of path_counters: by {@code enum wire_path}
     */
    public static List<Path> of(List<PacketCounter> sums) {
      return IntStream.range(0, sums.size())
          .mapToObj(i -> new Path(WirePath.label(i), sums.get(i).packets(), sums.get(i).bytes()))
          .toList();
    }
  }

  /**
   * The programs' counters since the maps were made: {@code enum wire_counter}.
   *
   * @param sentEarly packets that XDP sent on; all others are flows
   */
  public record Events(
      long opened,
      long expired,
      long reselected,
      long takenOver,
      long portsChanged,
      long staleForgotten,
      long sentEarly,
      long nodeSilent) {
    public static final Events NONE = new Events(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Deny lists.
   *
   * @param wrongLines of the files: lines that are no prefix
   */
  public record Denied(int prefixes, int wrongLines) {}

  /**
   * Source translation from one address of this node.
   *
   * @param inUse flows that have a port of the range, at the last sweep; several may share one, to
   *     different backends
   * @param ports how many the range has
   */
  public record Snat(Family family, String address, int inUse, int ports) {}
}
