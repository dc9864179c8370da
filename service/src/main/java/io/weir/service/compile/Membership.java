package io.weir.service.compile;

/** Why an endpoint is in one of the sets of a Service port, or not. */
public enum Membership {
  READY(true, "ready"),
  FALLBACK(true, "terminating but serving, and none is ready"),
  OTHER_NODE(false, "its hints do not name our node"),
  OTHER_ZONE(false, "its hints do not name our zone"),
  REMOTE(false, "not on our node"),
  OUTDONE(false, "terminating but serving, and others are ready"),
  NOT_READY(false, "not ready"),
  GONE(false, "terminating and not serving"),
  UNUSED(false, "no frontend of this port uses this set");

  private final boolean in;
  private final String because;

  Membership(boolean in, String because) {
    this.in = in;
    this.because = because;
  }

  public boolean in() {
    return in;
  }

  /** The reason, a clause in plain words. */
  public String because() {
    return because;
  }
}
