package io.weir.bpf;

import io.weir.bpf.abi.BpfStruct;
import io.weir.bpf.btf.Btf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The records of {@code src/test/bpf/fixture.bpf.c}. */
public final class Fixture {
  public static final String OBJECT = "fixture.bpf.o";

  private Fixture() {}

  @BpfStruct("inner")
  public record Inner(int address, int port) {}

  @BpfStruct("widths")
  public record Widths(
      long u64,
      long s64,
      long be64,
      long u32,
      int s32,
      int be32,
      int u16,
      int s16,
      int be16,
      int u8,
      int s8,
      boolean flag,
      int colour,
      Inner inner) {}

  @BpfStruct("prefix")
  public record Prefix(int prefixLength, int address) {}

  @BpfStruct("cell")
  public record Cell(int port, int flags) {}

  @BpfStruct("lists")
  public record Lists(
      long words0,
      long words1,
      long words2,
      long words3,
      int ports0,
      int ports1,
      long mac,
      int shortId,
      Cell cells0,
      Cell cells1) {}

  @BpfStruct("nested_lists")
  public record NestedLists(Lists first, Lists second) {}

  @BpfStruct("fixture_config")
  public record Config(int index, int added) {}

  @BpfStruct("call")
  public record Call(int base, int sum) {}

  /** A value that differs from its neighbours in every member. */
  public static Widths widths(int seed) {
    return new Widths(
        seed * 3L,
        -seed,
        ~seed,
        Integer.toUnsignedLong(seed),
        -seed,
        seed,
        seed & 0xffff,
        (short) seed,
        ~seed & 0xffff,
        seed & 0xff,
        (byte) seed,
        seed % 2 == 0,
        1 + seed % 2,
        new Inner(seed, seed & 0xffff));
  }

  /** Differs from its neighbours in every element. */
  public static Lists lists(int seed) {
    return new Lists(
        seed,
        -seed,
        seed * 5L,
        ~seed,
        seed & 0xffff,
        ~seed & 0xffff,
        seed * 0x1_0001_0001L & 0xffff_ffff_ffffL,
        ~seed & 0xffff,
        new Cell(seed & 0xfff, 1),
        new Cell(2, seed & 0xff));
  }

  public static Btf btf() {
    return btf(OBJECT);
  }

  /** The types of an object on the class path. */
  public static Btf btf(String object) {
    try (InputStream in = Fixture.class.getResourceAsStream("/io/weir/bpf/objects/" + object)) {
      return Btf.ofObject(in.readAllBytes(), object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
