package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Control;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Pod;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
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
        table(object, "source_ranges", SourceRangeKey.class, Integer.class));
  }

  public static NodeTables node(LoadedObject object) {
    MappedArray<Control> control = object.mappedArray("control", Control.class);
    return new NodeTables(
        table(object, "pods", Long.class, Pod.class),
        table(object, "node_addresses", Address.class, Integer.class),
        optedOut -> control.put(0, new Control(optedOut)));
  }

  private static <O, K, V> Table<O, K, V> table(
      LoadedObject object, String map, Class<K> key, Class<V> value) {
    return new Table<>(new KernelEntries<>(object.map(map, key, value)));
  }
}
