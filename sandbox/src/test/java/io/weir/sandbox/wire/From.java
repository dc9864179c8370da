package io.weir.sandbox.wire;

/** Who asks: all but the machine outside are on the first node. */
enum From {
  POD("pod", "client", ""),
  /** Its sockets are not translated: its packets are, at its interface. */
  OPTED_OUT("opted-out pod", "client", "weir.io/socket-lb: disabled"),
  HOST("host", "node/node1", ""),
  OUTSIDE("outside", "outside", "");

  private final String words;

  /** As {@code weir sandbox exec} takes it. */
  final String where;

  /** Annotations of the pod {@code client}. */
  final String annotations;

  From(String words, String where, String annotations) {
    this.words = words;
    this.where = where;
    this.annotations = annotations;
  }

  @Override
  public String toString() {
    return words;
  }
}
