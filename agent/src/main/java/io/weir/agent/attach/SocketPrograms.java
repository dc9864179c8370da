package io.weir.agent.attach;

import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The programs at the cgroup's socket hooks. Maps and links are pinned: they work on while no agent
 * runs, and an agent that starts adopts the maps and swaps the programs in place.
 */
public final class SocketPrograms implements AutoCloseable {
  /** The object that defines every service map. */
  public static final String OBJECT = "cgroup_sock.bpf.o";

  private final LoadedObject object;
  private final PinLayout pins;
  private final Path cgroup;

  private SocketPrograms(LoadedObject object, PinLayout pins, Path cgroup) {
    this.object = object;
    this.pins = pins;
    this.cgroup = cgroup;
  }

  /**
   * Loads programs and maps; nothing is attached yet.
   *
   * @param sizes max_entries by map name
   * @param cgroup whose processes are served, with all cgroups below
   * @throws io.weir.bpf.BpfException when the kernel refuses, with its words
   */
  public static SocketPrograms load(
      PinLayout pins, Path cgroup, SocketConfig config, Map<String, Integer> sizes) {
    BpfObject object = BpfObject.open(OBJECT).configure(config).pinMapsUnder(pins.maps());
    sizes.forEach(object::maxEntries);
    return new SocketPrograms(object.load(), pins, cgroup);
  }

  public LoadedObject object() {
    return object;
  }

  /** Attaches every program, or swaps it in where an earlier agent's is. */
  public void attach() {
    SocketHook.IN_ORDER.forEach(this::attach);
  }

  private void attach(SocketHook hook) {
    Links.attachCgroup(
        object.program(hook.program()), cgroup, hook.type(), pins.links().resolve(hook.program()));
  }

  /** The hooks that have our program right now, as the kernel says. */
  public Set<SocketHook> attached() {
    Set<SocketHook> attached = EnumSet.noneOf(SocketHook.class);
    for (SocketHook hook : SocketHook.values()) {
      Optional<LinkInfo> link = Links.info(pins.links().resolve(hook.program()));
      int ours = object.program(hook.program()).id();
      if (link.isPresent() && link.get().target() != 0 && link.get().programId() == ours) {
        attached.add(hook);
      }
    }
    return attached;
  }

  /** Attaches again what somebody detached; returns what was missing. */
  public Set<SocketHook> repair() {
    Set<SocketHook> missing = EnumSet.allOf(SocketHook.class);
    missing.removeAll(attached());
    SocketHook.IN_ORDER.stream().filter(missing::contains).forEach(this::attach);
    return missing;
  }

  /**
   * Takes off what an earlier agent has left where processes begin: from now on another proxy
   * serves that.
   */
  public void endBeginning() {
    takeOff(SocketHook.BEGINNING);
  }

  /** Takes off the rest: what has begun through us is answered, or shows its backend. */
  public void endAnswering() {
    takeOff(SocketHook.ANSWERING);
  }

  private void takeOff(List<SocketHook> hooks) {
    hooks.forEach(hook -> Links.detach(pins.links().resolve(hook.program())));
  }

  /** Lets go of file descriptors; what is pinned stays in force. */
  @Override
  public void close() {
    object.close();
  }
}
