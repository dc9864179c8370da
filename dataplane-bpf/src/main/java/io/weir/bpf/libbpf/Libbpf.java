package io.weir.bpf.libbpf;

import com.sun.jna.Native;
import io.weir.bpf.BpfException;
import java.util.Optional;

/**
 * libbpf 1.x by its C names. Handles, addresses and sizes are {@code long}; in strict mode a call
 * returns 0 or more, or a negative errno; one that returns a handle returns 0 and sets errno.
 */
public final class Libbpf {
  private static final String NAME = "libbpf.so.1";
  private static final int STRICT_ALL = -1;

  private static final Optional<String> PROBLEM = load();

  private Libbpf() {}

  private static Optional<String> load() {
    try {
      Native.register(Libbpf.class, NAME);
    } catch (LinkageError e) { // no such library, or JNA itself could not unpack its own
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return Optional.of(
          "cannot load %s (%s): install libbpf 1.0 or newer (libbpf1), and let java.io.tmpdir be writable."
              .formatted(NAME, reason));
    }
    libbpf_set_strict_mode(STRICT_ALL);
    libbpf_set_print(LibbpfLog.PRINT);
    return Optional.empty();
  }

  /** Why libbpf cannot be used, and what to do; empty when it can. */
  public static Optional<String> problem() {
    return PROBLEM;
  }

  /** Throws what {@link #problem()} says. */
  public static void require() {
    PROBLEM.ifPresent(problem -> {
      throw new BpfException.Unsupported(problem);
    });
  }

  static native int libbpf_set_strict_mode(int mode);

  static native long libbpf_set_print(LibbpfLog.Print callback);

  public static native String libbpf_version_string();

  public static native int libbpf_num_possible_cpus();

  public static native int libbpf_probe_bpf_helper(int programType, int helper, long options);

  public static native long bpf_object__open(String path);

  public static native int bpf_object__load(long object);

  public static native void bpf_object__close(long object);

  public static native long bpf_object__next_map(long object, long previous);

  public static native long bpf_object__find_map_by_name(long object, String name);

  public static native long bpf_object__next_program(long object, long previous);

  public static native String bpf_map__name(long map);

  public static native boolean bpf_map__is_internal(long map);

  public static native int bpf_map__type(long map);

  public static native int bpf_map__key_size(long map);

  public static native int bpf_map__value_size(long map);

  public static native int bpf_map__max_entries(long map);

  public static native int bpf_map__set_max_entries(long map, int entries);

  public static native int bpf_map__map_flags(long map);

  public static native int bpf_map__fd(long map);

  public static native int bpf_map__reuse_fd(long map, int fd);

  public static native long bpf_map__initial_value(long map, long size);

  public static native String bpf_program__name(long program);

  public static native int bpf_program__fd(long program);

  public static native boolean bpf_program__autoload(long program);

  public static native int bpf_program__set_autoload(long program, boolean load);

  public static native int bpf_program__set_log_buf(long program, long buffer, long size);

  public static native int bpf_map_create(
      int type, String name, int keySize, int valueSize, int maxEntries, long options);

  public static native int bpf_map_update_elem(int fd, long key, long value, long flags);

  public static native int bpf_map_lookup_elem(int fd, long key, long value);

  public static native int bpf_map_delete_elem(int fd, long key);

  public static native int bpf_map_get_next_key(int fd, long key, long nextKey);

  public static native int bpf_map_update_batch(
      int fd, long keys, long values, long count, long options);

  public static native int bpf_map_delete_batch(int fd, long keys, long count, long options);

  public static native int bpf_map_lookup_batch(
      int fd, long inBatch, long outBatch, long keys, long values, long count, long options);

  public static native int bpf_obj_pin(int fd, String path);

  public static native int bpf_obj_get(String path);

  public static native int bpf_obj_get_info_by_fd(int fd, long info, long size);

  public static native int bpf_prog_get_fd_by_id(int id);

  public static native int bpf_prog_load(
      int type, String name, String license, long instructions, long count, long options);

  public static native int bpf_prog_test_run_opts(int fd, long options);

  public static native int bpf_link_create(int program, int target, int attachType, long options);

  public static native int bpf_link_update(int link, int program, long options);

  public static native int bpf_link_detach(int link);

  public static native int bpf_iter_create(int link);

  public static native int bpf_tc_hook_create(long hook);

  public static native int bpf_tc_attach(long hook, long options);

  public static native int bpf_tc_detach(long hook, long options);

  public static native int bpf_tc_query(long hook, long options);
}
