package io.weir.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.Fixture;
import io.weir.bpf.Fixture.Inner;
import io.weir.bpf.Fixture.Widths;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecProperties {
  private final Codec<Widths> codec =
      Codecs.bind(Widths.class, Fixture.btf().struct("widths").orElseThrow(), "test");

  @Property
  void whatIsWrittenIsReadBackAndNothingElseIsTouched(@ForAll("values") Widths value) {
    byte[] memory = new byte[codec.size() + 2];
    memory[0] = 0x5a;
    memory[memory.length - 1] = 0x5a;
    codec.encode(MemorySegment.ofArray(memory), 1, value);

    assertThat(codec.decode(MemorySegment.ofArray(memory), 1)).isEqualTo(value);
    assertThat(memory[0]).isEqualTo((byte) 0x5a);
    assertThat(memory[memory.length - 1]).isEqualTo((byte) 0x5a);
  }

  @Provide
  Arbitrary<Widths> values() {
    Arbitrary<Long> longs = Arbitraries.longs();
    Arbitrary<Integer> ints = Arbitraries.integers();
    Arbitrary<Integer> u16 = Arbitraries.integers().between(0, 65535);
    Arbitrary<Widths> wide =
        Combinators.combine(
                longs, longs, longs, Arbitraries.longs().between(0, 0xffffffffL), ints, ints)
            .as((u64, s64, be64, u32, s32, be32) -> wide(u64, s64, be64, u32, s32, be32));
    Arbitrary<Inner> inner = Combinators.combine(ints, u16).as(Inner::new);
    return Combinators.combine(
            wide,
            u16,
            Arbitraries.integers().between(-32768, 32767),
            u16,
            Arbitraries.integers().between(0, 255),
            Arbitraries.integers().between(-128, 127),
            Arbitraries.of(true, false),
            inner)
        .as(CodecProperties::narrow);
  }

  private static Widths wide(long u64, long s64, long be64, long u32, int s32, int be32) {
    return new Widths(u64, s64, be64, u32, s32, be32, 0, 0, 0, 0, 0, false, s32, new Inner(0, 0));
  }

  private static Widths narrow(
      Widths w, int u16, int s16, int be16, int u8, int s8, boolean flag, Inner inner) {
    return new Widths(
        w.u64(),
        w.s64(),
        w.be64(),
        w.u32(),
        w.s32(),
        w.be32(),
        u16,
        s16,
        be16,
        u8,
        s8,
        flag,
        w.colour(),
        inner);
  }
}
