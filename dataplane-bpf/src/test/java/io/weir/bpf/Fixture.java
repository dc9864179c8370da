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

  @BpfStruct("fixture_config")
  public record Config(int index, int added) {}

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
