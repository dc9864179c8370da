package io.weir.sandbox.wire;

import java.util.function.Predicate;

/** Where kube-proxy does otherwise than Weir: the rows of docs/differences.md that cells show. */
enum Difference {
  CLIENT_OF_LOCAL_BACKEND(
      "client's address, externalTrafficPolicy Cluster, backend on the node",
      cell ->
          cell.from() == From.OUTSIDE
              && cell.frontend() != Frontend.CLUSTER_IP
              && cell.backing().local()
              && !cell.backing().localPolicy(),
      "node1"),
  OUTSIDE_TO_CLUSTER_IP(
      "from outside to a ClusterIP",
      cell ->
          cell.from() == From.OUTSIDE
              && cell.frontend() == Frontend.CLUSTER_IP
              && cell.backing().local(),
      "node1"),
  POD_TO_EXTERNAL_ADDRESS(
      "a pod to its node's NodePort, an external IP or a VIP, externalTrafficPolicy Cluster",
      cell ->
          cell.from() == From.POD
              && cell.frontend() != Frontend.CLUSTER_IP
              && !cell.backing().localPolicy(),
      "node1"),
  PORT_OF_THE_NODE(
      "source port of the node's own connections", cell -> cell.from() == From.HOST, "own:other");

  /** The first column of docs/differences.md. */
  final String row;

  private final Predicate<Cell> cells;
  private final String client;

  /**
   * @param client whom the backend sees
   */
  Difference(String row, Predicate<Cell> cells, String client) {
    this.row = row;
    this.cells = cells;
    this.client = client;
  }

  boolean concerns(Cell cell) {
    return cells.test(cell);
  }

  /** What comes of the question with kube-proxy. */
  String expected(Cell cell) {
    return cell.expected().replace(" sees own:own,", " sees " + client + ",");
  }
}
