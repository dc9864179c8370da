package io.weir.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.Fixture;
import io.weir.bpf.btf.Layout.Array;
import io.weir.bpf.btf.Layout.Constant;
import io.weir.bpf.btf.Layout.Enumeration;
import io.weir.bpf.btf.Layout.Scalar;
import io.weir.bpf.btf.Layout.Struct;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BtfTest {
  private final Btf fixture = Fixture.btf();

  @Test
  void structsHaveOffsetSizeSignAndByteOrder() {
    Struct widths = fixture.struct("widths").orElseThrow();

    assertThat(widths.size()).isEqualTo(64);
    assertThat(widths.member("be16").orElseThrow())
        .isEqualTo(new Layout.Member("be16", 40, new Scalar("__be16", 2, true, false)));
    assertThat(widths.member("s8").orElseThrow())
        .isEqualTo(new Layout.Member("s8", 43, new Scalar("__s8", 1, false, true)));
    assertThat(widths.member("inner").orElseThrow().layout()).isInstanceOf(Struct.class);
    assertThat(widths.member("pad").orElseThrow().layout())
        .isEqualTo(new Array(new Scalar("__u8", 1, false, false), 3));
    assertThat(fixture.struct("no_such_struct")).isEmpty();
  }

  @Test
  void enumsHaveTheirConstants() {
    assertThat(fixture.struct("widths").orElseThrow().member("colour").orElseThrow().layout())
        .isInstanceOfSatisfying(
            Enumeration.class,
            colour ->
                assertThat(colour.constants())
                    .containsExactly(new Constant("RED", 1), new Constant("GREEN", 2)));
  }

  @Test
  void mapsHaveKeyAndValueTypesWhereDeclared() {
    Btf.MapTypes hash = fixture.map("hash").orElseThrow();
    assertThat(hash.key()).map(Layout::typeName).contains("__u32");
    assertThat(hash.value()).map(Layout::typeName).contains("struct widths");
    assertThat(fixture.map("hash").orElseThrow().numbers())
        .isEqualTo(Map.of("type", 1, "map_flags", 1, "max_entries", 65536));
    assertThat(fixture.map("untyped").orElseThrow().key()).isEmpty();
    assertThat(fixture.maps()).extracting(Btf.MapTypes::name).contains("trie", "cells");
  }

  @Test
  void variablesHaveTheOffsetOfTheirSymbol() {
    assertThat(fixture.variables(".rodata"))
        .filteredOn(v -> v.name().equals("config"))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.layout().typeName()).isEqualTo("struct fixture_config");
          assertThat(v.offset()).isEqualTo(4);
        });
  }

  @Test
  void whatIsNoObjectIsNamed() {
    assertThatThrownBy(() -> Btf.ofObject(new byte[100], "nonsense.o"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense.o");
  }

  @Test
  void theKernelsOwnTypesAreRead() throws IOException {
    Path vmlinux = Path.of("/sys/kernel/btf/vmlinux");
    Assumptions.assumeTrue(Files.isReadable(vmlinux), "skipped: no readable " + vmlinux);
    Btf kernel = Btf.ofKernel(ByteBuffer.wrap(Files.readAllBytes(vmlinux)), vmlinux.toString());
    assertThat(kernel.hasFunction("do_exit")).isTrue();
    assertThat(kernel.hasFunction("no_such_function_anywhere")).isFalse();
    assertThat(kernel.struct("bpf_insn").orElseThrow().size()).isEqualTo(8);
  }
}
