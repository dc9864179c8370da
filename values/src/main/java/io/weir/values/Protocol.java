package io.weir.values;

/** Transport protocols a Service port may name; {@link #number()} is the IANA number in packets. */
public enum Protocol {
  TCP(6),
  UDP(17),
  SCTP(132);

  private final int number;

  Protocol(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
