package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Control;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.Pod;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.bpf.abi.WorkloadControl;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.program.LoadedObject;

/** The tables over the maps of a loaded object, filled with what the maps hold already. */
public final class KernelTables {
  private KernelTables() {}

  public static ServiceTables services(LoadedObject object) {
    return new ServiceTables(
        new KernelSlots(object.mappedArray("slots", Slot.class)),
        table(object, "frontends", FrontendKey.class, Frontend.class),
        table(object, "nodeports", NodePortKey.class, Frontend.class),
        table(object, "members", MemberKey.class, Member.class),
        table(object, "source_ranges", SourceRangeKey.class, Integer.class),
        table(object, "maglev", MaglevKey.class, MaglevChunk.class));
  }

  public static NodeTables node(LoadedObject object) {
    MappedArray<Control> control = object.mappedArray("control", Control.class);
    return new NodeTables(
        table(object, "pods", Long.class, Pod.class),
        table(object, "node_addresses", Address.class, Integer.class),
        optedOut -> control.put(0, new Control(optedOut)));
  }

  public static WireTables wire(LoadedObject object) {
    return new WireTables(
        table(object, "service_addresses", Address.class, ServiceAddress.class),
        table(object, "local_pods", Address.class, LocalPod.class),
        table(object, "wire_nodes", Integer.class, WireNode.class),
        table(object, "tunnel_peers", Address.class, Integer.class),
        table(object, "next_hops", Integer.class, NextHop.class),
        table(object, "neighbour_nodes", MacKey.class, Integer.class),
        new KernelWireSwitches(
            object.mappedArray("wire_control", WireControl.class),
            object.mappedArray("service_ranges", ServiceRange.class)));
  }

  public static PolicyMaps policy(LoadedObject object) {
    return new PolicyMaps(
        table(object, "rule_sets", RuleSetKey.class, RuleSet.class),
        table(object, "port_rows", PortRowKey.class, RuleBits.class),
        table(object, "peer_rows", PeerRowKey.class, RuleBits.class),
        table(object, "prefixes", PrefixKey.class, PrefixPart.class),
        table(object, "peers", Address.class, PeerParts.class),
        table(object, "endpoints", Integer.class, Endpoint.class),
        new KernelSwitches(
            object.mappedArray("workload_control", WorkloadControl.class),
            object.packetCounters("rule_counters")));
  }

  private static <O, K, V> Table<O, K, V> table(
      LoadedObject object, String map, Class<K> key, Class<V> value) {
    return new Table<>(new KernelEntries<>(object.map(map, key, value)));
  }
}
