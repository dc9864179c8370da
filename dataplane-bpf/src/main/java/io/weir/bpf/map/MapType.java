package io.weir.bpf.map;

/** Kinds of map by their kernel numbers ({@code enum bpf_map_type}); those we use. */
public enum MapType {
  HASH(1),
  ARRAY(2),
  PROG_ARRAY(3),
  PERCPU_HASH(5),
  PERCPU_ARRAY(6),
  LRU_HASH(9),
  LRU_PERCPU_HASH(10),
  LPM_TRIE(11),
  ARRAY_OF_MAPS(12),
  HASH_OF_MAPS(13),
  DEVMAP(14),
  SOCKMAP(15),
  SOCKHASH(18),
  SK_STORAGE(24),
  DEVMAP_HASH(25),
  RINGBUF(27),
  OTHER(-1);

  private final int number;

  MapType(int number) {
    this.number = number;
  }

  /** {@link #OTHER} for a kind we do not use. */
  public static MapType of(int number) {
    for (MapType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return OTHER;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }
}
