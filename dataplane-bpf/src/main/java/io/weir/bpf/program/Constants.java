package io.weir.bpf.program;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.abi.BpfStruct;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.btf.Layout.Struct;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.Libc;
import io.weir.bpf.map.Codec;
import io.weir.bpf.map.Codecs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The {@code const volatile struct X} variables of an object, X being the struct that a record
 * mirrors. The verifier sees them as constants.
 *
 * @param name of the object
 * @param handle of libbpf
 */
record Constants(String name, Btf btf, long handle) {
  <T extends Record> void write(T record) {
    @SuppressWarnings("unchecked") // the class of a record of type T
    Class<T> type = (Class<T>) record.getClass();
    Btf.Variable variable = variable(type);
    codec(type, variable).encode(memory(), variable.offset(), record);
  }

  <T extends Record> T read(Class<T> type) {
    Btf.Variable variable = variable(type);
    return codec(type, variable).decode(memory(), variable.offset());
  }

  private <T> Codec<T> codec(Class<T> type, Btf.Variable variable) {
    return Codecs.bind(type, variable.layout(), "config of " + name);
  }

  private Btf.Variable variable(Class<?> type) {
    BpfStruct mirrored = type.getAnnotation(BpfStruct.class);
    String wanted = mirrored == null ? "?" : mirrored.value();
    return btf.variables(".rodata").stream()
        .filter(v -> v.layout() instanceof Struct s && s.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new LayoutMismatch(
                wanted,
                "config",
                "object %s has no 'const volatile struct %s' for record %s"
                    .formatted(name, wanted, type.getSimpleName())));
  }

  private MemorySegment memory() {
    long map = Libbpf.bpf_object__find_map_by_name(handle, ".rodata");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      long address = Libbpf.bpf_map__initial_value(map, size.address());
      return Libc.memory(address, size.get(ValueLayout.JAVA_LONG, 0));
    }
  }
}
