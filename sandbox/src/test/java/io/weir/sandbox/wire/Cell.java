package io.weir.sandbox.wire;

import io.weir.sandbox.demo.Cluster;
import io.weir.values.Family;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.List;

/** One of the many ways to a Service. */
record Cell(From from, Frontend frontend, Backing backing, Protocol protocol, Family family) {
  static final String NO_HOP = "nothing crosses";
  private static final String ON_THE_LINK = "node1>node2 node2>node1";

  /** What stands behind, and by which rules: one Service for each. */
  record Backing(boolean local, boolean localPolicy, Mode mode) {
    String service() {
      return "%s-%s-%s"
          .formatted(backend(), localPolicy ? "etplocal" : "etpcluster", mode.annotation);
    }

    /** A pod of the first or of the second node. */
    String backend() {
      return local ? "s1" : "s2";
    }

    static List<Backing> all(List<Mode> modes) {
      List<Backing> all = new ArrayList<>();
      for (Mode mode : modes) {
        for (boolean local : new boolean[] {true, false}) {
          all.add(new Backing(local, false, mode));
          all.add(new Backing(local, true, mode));
        }
      }
      return all;
    }
  }

  static List<Cell> all(From from, List<Mode> modes) {
    List<Cell> all = new ArrayList<>();
    for (Backing backing : Backing.all(modes)) {
      for (Frontend frontend : Frontend.values()) {
        for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
          for (Family family : Family.values()) {
            all.add(new Cell(from, frontend, backing, protocol, family));
          }
        }
      }
    }
    return all;
  }

  /**
   * What the tables of Service semantics say: silence, or who answers, whom it sees, and what
   * crosses the nodes' link. Local policy binds those outside only, and never at the ClusterIP.
   */
  String expected() {
    if (from != From.OUTSIDE) {
      return answer("own:own", backing.local ? NO_HOP : ON_THE_LINK);
    }
    if (backing.local) {
      return answer("own:own", "outside>node1 node1>outside");
    }
    if (backing.localPolicy && frontend != Frontend.CLUSTER_IP) {
      return Came.unanswered(Cluster.TIMEOUT, "outside>node1");
    }
    return answer(backing.mode == Mode.SNAT ? "node1" : "own:own", backing.mode.hops());
  }

  private String answer(String client, String hops) {
    return Came.text(backing.backend(), client, hops);
  }

  /** What is asked and wanted. */
  String words(String wanted) {
    return "%-13s %-10s %-6s ETP=%-7s %-3s %s %-10s want %s"
        .formatted(
            from,
            frontend,
            backing.local ? "local" : "remote",
            backing.localPolicy ? "Local" : "Cluster",
            protocol,
            family,
            from == From.OUTSIDE ? backing.mode : "",
            wanted);
  }
}
