package io.weir.bpf.socket;

import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Slot;
import java.util.ArrayList;
import java.util.List;

/** A Service port written into the maps of a {@link SocketLab}, as the agent would. */
final class LabService {
  private static final int RANGE = 16;

  private final SocketLab lab;
  private final int id;
  private final int protocol;
  private List<String> cluster = List.of();
  private List<String> local = List.of();
  private int affinitySeconds;
  private int sourceRanges;
  private int flags;

  LabService(SocketLab lab, int id, int protocol) {
    this.lab = lab;
    this.id = id;
    this.protocol = protocol;
  }

  LabService cluster(String... addresses) {
    cluster = List.of(addresses);
    return this;
  }

  LabService local(String... addresses) {
    local = List.of(addresses);
    return this;
  }

  LabService affinity(int seconds) {
    affinitySeconds = seconds;
    return this;
  }

  LabService sourceRanges(int set) {
    sourceRanges = set;
    return flag("FRONTEND_SOURCE_RANGES");
  }

  LabService flag(String name) {
    flags |= lab.constant(name);
    return this;
  }

  /** Writes the backends: slots, then members. */
  LabService backends() {
    List<String> all = new ArrayList<>(cluster);
    all.addAll(local);
    for (int i = 0; i < all.size(); i++) {
      lab.slots.put(id * RANGE + i, new Slot(SocketLab.address(all.get(i)), SocketLab.PORT, 0, 0));
    }
    lab.slots.publish();
    cluster.forEach(a -> member(a, "MEMBER_CLUSTER", "MEMBER_SERVING"));
    local.forEach(a -> member(a, "MEMBER_LOCAL", "MEMBER_SERVING"));
    return this;
  }

  /** Says which sets a backend is in; none = it is gone. */
  LabService member(String address, String... flagNames) {
    var members = lab.map("members", MemberKey.class, Member.class);
    MemberKey key = new MemberKey(SocketLab.address(address), id, SocketLab.PORT);
    int value = 0;
    for (String name : flagNames) {
      value |= lab.constant(name);
    }
    if (value == 0) {
      members.delete(key);
    } else {
      members.put(key, new Member(value));
    }
    return this;
  }

  LabService at(String address, int port) {
    lab.map("frontends", FrontendKey.class, Frontend.class)
        .put(new FrontendKey(SocketLab.address(address), port, protocol), frontend());
    return this;
  }

  LabService nodePort(int port, int family) {
    lab.map("nodeports", NodePortKey.class, Frontend.class)
        .put(new NodePortKey(port, protocol, family), frontend());
    return this;
  }

  private Frontend frontend() {
    return new Frontend(
        id,
        id * RANGE,
        cluster.size(),
        cluster.size(),
        local.size(),
        affinitySeconds,
        sourceRanges,
        flags,
        lab.constant("FRONTEND_CLUSTER_IP"),
        0,
        0);
  }
}
