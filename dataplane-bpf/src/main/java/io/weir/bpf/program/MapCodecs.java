package io.weir.bpf.program;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.btf.Layout;
import io.weir.bpf.map.Codec;
import io.weir.bpf.map.Codecs;
import java.util.Optional;

/** The codecs of one map, from the types its object declares. */
record MapCodecs(String map, Btf.MapTypes types) {
  MapCodecs(Btf btf, String map) {
    this(
        map,
        btf.map(map)
            .orElseThrow(() -> new LayoutMismatch(map, "-", "the object has no map of this name")));
  }

  <K> Codec<K> key(Class<K> type) {
    return bind(type, types.key(), "key");
  }

  <V> Codec<V> value(Class<V> type) {
    return bind(type, types.value(), "value");
  }

  private <T> Codec<T> bind(Class<T> type, Optional<Layout> layout, String part) {
    Layout known =
        layout.orElseThrow(
            () -> new LayoutMismatch(map, part, "the object declares its size but no type"));
    return Codecs.bind(type, known, part + " of map " + map);
  }
}
