package io.weir.agent.cli;

/** Exit codes of every command; scripts rely on them. */
public final class Exit {
  public static final int FINE = 0;

  /** A finding or a negative answer: unhealthy, unknown, refused. */
  public static final int FINDING = 1;

  public static final int USAGE = 2;
  public static final int UNREACHABLE = 3;

  /** Part of the answer is missing; what there is was printed. */
  public static final int PARTIAL = 4;

  public static final int NOT_PERMITTED = 5;

  /** A fault of ours: EX_SOFTWARE of sysexits.h. */
  public static final int BROKEN = 70;

  private Exit() {}
}
