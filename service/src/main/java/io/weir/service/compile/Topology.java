package io.weir.service.compile;

/** How hints decide the cluster set, and where they do not, why (services.md section 2, step 1). */
public enum Topology {
  SAME_NODE("every ready endpoint has a node hint, and one names our node"),
  SAME_ZONE("every ready endpoint has a zone hint, and one names our zone"),
  NONE_READY("no endpoint is ready, so hints do not count"),
  HINT_MISSING("a ready endpoint has no hint, so hints do not count"),
  NONE_FOR_US("no ready endpoint's hint names our node or zone, so hints do not count"),
  UNUSED("no frontend of this port uses the cluster set");

  private final String because;

  Topology(String because) {
    this.because = because;
  }

  /** The reason, a clause in plain words. */
  public String because() {
    return because;
  }
}
