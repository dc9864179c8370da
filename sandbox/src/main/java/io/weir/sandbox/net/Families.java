package io.weir.sandbox.net;

import io.weir.values.Family;
import java.util.List;

/** The address families a sandbox has, the first one being its primary. */
public enum Families {
  DUAL(List.of(Family.IPV4, Family.IPV6)),
  IPV4(List.of(Family.IPV4)),
  IPV6(List.of(Family.IPV6));

  private final List<Family> list;

  Families(List<Family> list) {
    this.list = list;
  }

  public List<Family> list() {
    return list;
  }
}
