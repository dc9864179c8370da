package io.weir.agent.deny;

import io.weir.bpf.BpfException;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.map.BpfMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the map of denied prefixes as the files say. A file that goes opens what it denied; a line
 * that cannot be read opens nothing: while there is one, prefixes are added and none is taken away.
 */
public final class DenyLists implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DenyLists.class);
  private static final long EVERY_SECONDS = 5;
  private static final int PAUSE = 12;
  private static final int CHUNK = 8192;
  private static final int DENIED = 1;
  private static final int EARLY = 1; // enum deny_flags
  private static final int IN_STACK = 2;

  private final Optional<DenyFiles> files;
  private final Kernel kernel;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("weir-deny").daemon().factory());
  private String told = "";

  /** What is in force; null: nobody knows. */
  private Map<Path, String> known;

  /** How often not to look after a failure: the files may be large. */
  private int pause;

  private volatile State state = new State(0, 0);

  /**
   * What the programs see.
   *
   * @param where switches the look-up on, by {@code enum deny_flags}
   * @param everywhereEarly whether every uplink has XDP: TC need not look again
   */
  public record Kernel(
      BpfMap<PrefixKey, Integer> prefixes, IntConsumer where, BooleanSupplier everywhereEarly) {}

  /**
   * What is in force.
   *
   * @param wrongLines of the files as they are: lines that are no prefix
   */
  public record State(int prefixes, int wrongLines) {}

  DenyLists(Optional<DenyFiles> files, Kernel kernel) {
    this.files = files;
    this.kernel = kernel;
  }

  /**
   * Brings the map in line, and goes on doing so.
   *
   * @param directory where the lists are; empty: nobody is denied
   */
  public static DenyLists follow(Optional<Path> directory, Kernel kernel) {
    DenyLists lists = new DenyLists(directory.map(DenyFiles::new), kernel);
    lists.thread.scheduleWithFixedDelay(lists::look, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    return lists;
  }

  public State state() {
    return state;
  }

  /** One look at the files; what has changed is brought into the map. */
  void look() {
    try {
      Map<Path, String> now = files.isPresent() ? files.get().state() : Map.of();
      if (pause > 0) {
        pause--;
      } else if (!now.equals(known)) {
        known = null;
        apply(now);
        known = now;
      }
    } catch (IOException | BpfException e) {
      pause = PAUSE;
      tell("deny lists stay as they are, since they cannot be brought into the kernel: " + e);
    }
    kernel.where().accept(where());
  }

  private int where() {
    if (state.prefixes() == 0) {
      return 0;
    }
    return kernel.everywhereEarly().getAsBoolean() ? EARLY : EARLY | IN_STACK;
  }

  private void tell(String what) {
    if (!what.equals(told)) {
      LOG.error("{}", what);
    }
    told = what;
  }

  private void apply(Map<Path, String> now) throws IOException {
    DenyFiles.Reading reading =
        files.isPresent()
            ? files.get().read(now.keySet())
            : new DenyFiles.Reading(new PrefixSet(), 0, Optional.empty());
    PrefixSet wanted = reading.prefixes();
    PrefixSet surplus = new PrefixSet();
    kernel
        .prefixes()
        .forEach((key, denied) -> {
          if (!wanted.mark(key)) {
            surplus.add(key);
          }
        });
    boolean keep = reading.wrong().isPresent();
    state = new State(wanted.size() + surplus.size(), reading.wrongLines());
    kernel.prefixes().putAll(entries(wanted));
    if (keep) {
      tell(
          "a deny list has a line that is no prefix, and nothing is taken off: "
              + reading.wrong().get());
    } else {
      delete(surplus);
      state = new State(wanted.size(), 0);
      told = "";
    }
    LOG.info("deny lists: {} prefixes from {} files", state.prefixes(), now.size());
  }

  private static Iterable<Map.Entry<PrefixKey, Integer>> entries(PrefixSet wanted) {
    return () ->
        StreamSupport.stream(wanted.unmarked().spliterator(), false)
            .map(key -> Map.entry(key, DENIED))
            .iterator();
  }

  private void delete(PrefixSet surplus) {
    List<PrefixKey> chunk = new ArrayList<>(CHUNK);
    for (PrefixKey key : surplus.unmarked()) {
      chunk.add(key);
      if (chunk.size() == CHUNK) {
        kernel.prefixes().deleteAll(chunk);
        chunk.clear();
      }
    }
    kernel.prefixes().deleteAll(chunk);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
