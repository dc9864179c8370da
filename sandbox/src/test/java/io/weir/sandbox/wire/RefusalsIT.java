package io.weir.sandbox.wire;

import io.weir.sandbox.demo.Cluster;

final class RefusalsIT extends Refusals {
  @Override
  Cluster open() {
    return Cluster.up("refusalsit", true);
  }
}
