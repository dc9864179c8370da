package io.weir.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.Fixture;
import io.weir.bpf.Fixture.Cell;
import io.weir.bpf.Fixture.Inner;
import io.weir.bpf.Fixture.Lists;
import io.weir.bpf.Fixture.NestedLists;
import io.weir.bpf.Fixture.Widths;
import io.weir.bpf.abi.BpfStruct;
import io.weir.bpf.btf.Layout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CodecTest {
  @BpfStruct("cell")
  record Extra(int port, int flags, int more) {}

  @BpfStruct("cell")
  record Missing(int port) {}

  @BpfStruct("cell")
  record TooNarrow(int port, boolean flags) {}

  @BpfStruct("sell")
  record OtherName(int port, int flags) {}

  record Unnamed(int port, int flags) {}

  @BpfStruct("cell")
  record Swapped(int flags, int port) {}

  @BpfStruct("cell")
  record Wide(long port, long flags) {}

  @BpfStruct("cell")
  record Nested(Inner port, int flags) {}

  private static final Layout CELL = Fixture.btf().struct("cell").orElseThrow();
  private static final Layout WIDTHS = Fixture.btf().struct("widths").orElseThrow();

  private static <T> Codec<T> bind(Class<T> type, Layout layout) {
    return Codecs.bind(type, layout, "test");
  }

  private static <T> String hex(Codec<T> codec, T value) {
    byte[] bytes = new byte[codec.size()];
    Arrays.fill(bytes, (byte) 0xee);
    codec.encode(MemorySegment.ofArray(bytes), 0, value);
    return HexFormat.of().formatHex(bytes);
  }

  private static String nativeShort(int value) {
    byte[] bytes =
        ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort((short) value).array();
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void bigEndianMembersAreInNetworkOrderAndOthersInThatOfTheMachine() {
    assertThat(hex(bind(Cell.class, CELL), new Cell(0x01bb, 0x0304)))
        .isEqualTo("01bb" + nativeShort(0x0304));
  }

  @Test
  void paddingIsWrittenAsZero() {
    String bytes = hex(bind(Widths.class, WIDTHS), Fixture.widths(-1));
    assertThat(bytes).hasSize(2 * 64).doesNotContain("ee");
    assertThat(bytes.substring(2 * 45, 2 * 48)).isEqualTo("000000");
    assertThat(bytes.substring(2 * 58)).isEqualTo("000000000000");
  }

  @Test
  void componentsMatchByNameNotByOrder() {
    assertThat(hex(bind(Swapped.class, CELL), new Swapped(0x0304, 0x01bb)))
        .isEqualTo(hex(bind(Cell.class, CELL), new Cell(0x01bb, 0x0304)));
    assertThat(hex(bind(Wide.class, CELL), new Wide(0x01bb, 0x0304)))
        .isEqualTo(hex(bind(Cell.class, CELL), new Cell(0x01bb, 0x0304)));
  }

  @Test
  void arraysAreTheirElementsAndShortByteArraysNumbersInNetworkOrder() {
    Codec<Lists> codec = bind(Lists.class, Fixture.btf().struct("lists").orElseThrow());
    Lists value =
        new Lists(
            1,
            2,
            3,
            -1,
            0x0102,
            0x0304,
            0x0a0b_0c0d_0e0fL,
            0x1122,
            new Cell(80, 0),
            new Cell(443, 0));

    assertThat(hex(codec, value))
        .hasSize(2 * 56)
        .contains("ff".repeat(8) + "01020304" + "0a0b0c0d0e0f" + "1122" + "00500000" + "01bb0000")
        .endsWith("00000000");
    assertThat(again(codec, value)).isEqualTo(value);
    Lists wide = new Lists(0, 0, 0, 0, 0, 0, 1L << 48, 0, new Cell(0, 0), new Cell(0, 0));
    assertThatThrownBy(() -> hex(codec, wide))
        .hasMessage("lists.mac=281474976710656 is outside 0..281474976710655");
  }

  @Test
  void structsWithArraysNest() {
    Codec<NestedLists> codec =
        bind(NestedLists.class, Fixture.btf().struct("nested_lists").orElseThrow());
    NestedLists value = new NestedLists(Fixture.lists(7), Fixture.lists(-1234567));

    assertThat(again(codec, value)).isEqualTo(value);
  }

  private static <T> T again(Codec<T> codec, T value) {
    byte[] bytes = HexFormat.of().parseHex(hex(codec, value));
    return codec.decode(MemorySegment.ofArray(bytes), 0);
  }

  @Test
  void recordsThatDifferFromTheirStructAreRefusedByName() {
    refused(Extra.class, "more", "the struct does not");
    refused(Missing.class, "flags", "record Missing does not");
    refused(TooNarrow.class, "flags", "__u16, 2 bytes, cannot be the component boolean flags");
    refused(OtherName.class, "-", "mirrors struct sell");
    refused(Unnamed.class, "-", "mirrors nothing");
    refused(Nested.class, "port", "cannot be the component Inner port");
  }

  private static void refused(Class<?> type, String field, String reason) {
    assertThatThrownBy(() -> bind(type, CELL))
        .isInstanceOfSatisfying(
            LayoutMismatch.class,
            e -> {
              assertThat(e.struct()).isEqualTo("cell");
              assertThat(e.field()).isEqualTo(field);
            })
        .hasMessageContaining(reason);
  }

  @Test
  void valuesOutsideTheMembersRangeAreRefusedByName() {
    Codec<Cell> codec = bind(Cell.class, CELL);
    assertThatThrownBy(() -> hex(codec, new Cell(65536, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cell.port=65536 is outside 0..65535");
    assertThatThrownBy(() -> hex(codec, new Cell(0, -1)))
        .hasMessage("cell.flags=-1 is outside 0..65535");
    Widths good = Fixture.widths(1);
    Widths bad =
        new Widths(
            good.u64(),
            good.s64(),
            good.be64(),
            1L << 32,
            good.s32(),
            good.be32(),
            good.u16(),
            good.s16(),
            good.be16(),
            good.u8(),
            good.s8(),
            good.flag(),
            good.colour(),
            good.inner());
    assertThatThrownBy(() -> hex(bind(Widths.class, WIDTHS), bad))
        .hasMessage("widths.u32=4294967296 is outside 0..4294967295");
  }

  @Test
  void unsignedWordsKeepTheirBits() {
    Codec<Inner> codec = bind(Inner.class, Fixture.btf().struct("inner").orElseThrow());
    assertThat(hex(codec, new Inner(0xfffffffe, 1))).startsWith("fffffffe");
  }

  @Test
  void integersBindToIntegersOfTheirWidthOnly() {
    var map = Fixture.btf().map("array").orElseThrow();
    assertThat(bind(Integer.class, map.key().orElseThrow()).size()).isEqualTo(4);
    assertThat(bind(Long.class, map.value().orElseThrow()).size()).isEqualTo(8);
    assertThatThrownBy(() -> bind(Long.class, map.key().orElseThrow()))
        .isInstanceOf(LayoutMismatch.class)
        .hasMessageContaining("__u32, 4 bytes, cannot be read as Long");
    assertThatThrownBy(() -> bind(Integer.class, CELL)).isInstanceOf(LayoutMismatch.class);
  }
}
