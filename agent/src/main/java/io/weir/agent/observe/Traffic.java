package io.weir.agent.observe;

/** What a counter of the dataplane saw since it was made. Bytes of whole packets, from IP on. */
public record Traffic(long packets, long bytes) {
  public static final Traffic NONE = new Traffic(0, 0);

  public Traffic plus(Traffic other) {
    return new Traffic(packets + other.packets, bytes + other.bytes);
  }
}
