package io.weir.agent.maps;

import io.weir.agent.diff.DeltaTable;
import io.weir.bpf.BpfException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One kernel map with what it should hold: applies the difference, and remembers what stuck. */
public final class Table<O, K, V> {
  private final EntryMap<K, V> map;
  private final DeltaTable<O, K, V> delta = new DeltaTable<>();

  public Table(EntryMap<K, V> map) {
    this.map = map;
    delta.observe(map.load());
  }

  public DeltaTable<O, K, V> delta() {
    return delta;
  }

  /** Reads the kernel map again, so that what another hand changed is put right. */
  public void resync() {
    delta.observe(map.load());
  }

  /**
   * Writes what is missing or different.
   *
   * @return how many entries were written
   */
  public int put(Consumer<WriteFailure> failures) {
    Map<K, V> puts = delta.puts();
    if (puts.isEmpty()) {
      return 0;
    }
    try {
      map.putAll(puts);
      puts.forEach(delta::written);
      return puts.size();
    } catch (BpfException batch) {
      return putEach(puts, failures);
    }
  }

  /**
   * After a batch was refused: entry by entry, so that one bad entry does not hold up the others. A
   * full map has no such key; after any other failure only the kernel knows what it holds.
   */
  private int putEach(Map<K, V> puts, Consumer<WriteFailure> failures) {
    int written = 0;
    boolean uncertain = false;
    for (Map.Entry<K, V> entry : puts.entrySet()) {
      try {
        map.put(entry.getKey(), entry.getValue());
        delta.written(entry.getKey(), entry.getValue());
        written++;
      } catch (BpfException e) {
        Optional<Object> owner = delta.owner(entry.getKey()).map(o -> o);
        failures.accept(failure(entry.getKey().toString(), owner, e));
        delta.deleted(entry.getKey());
        uncertain |= !(e instanceof BpfException.MapFull);
      }
    }
    if (uncertain) {
      resync();
    }
    return written;
  }

  private WriteFailure failure(String entry, Optional<Object> owner, BpfException e) {
    return e instanceof BpfException.MapFull full
        ? WriteFailure.full(map.name(), entry, owner, full.maxEntries())
        : new WriteFailure(map.name(), entry, owner, false, e.getMessage());
  }

  /** Deletes what nobody wants any more. */
  public int delete(Consumer<WriteFailure> failures) {
    List<K> deletes = delta.deletes();
    if (deletes.isEmpty()) {
      return 0;
    }
    try {
      map.deleteAll(deletes);
      deletes.forEach(delta::deleted);
      return deletes.size();
    } catch (BpfException e) {
      List<K> sample = new ArrayList<>(deletes.subList(0, Math.min(3, deletes.size())));
      failures.accept(failure(sample.toString(), Optional.empty(), e));
      resync();
      return 0;
    }
  }
}
