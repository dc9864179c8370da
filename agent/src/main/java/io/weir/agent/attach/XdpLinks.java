package io.weir.agent.attach;

import io.weir.bpf.BpfException;
import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.Program;
import io.weir.bpf.program.XdpMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * XDP links, pinned as {@code native/from_wire_12} for interface 12: the kernel does not say in
 * which mode a link was made.
 *
 * @param modes those to try at an interface, the best first
 */
record XdpLinks(Path directory, IntFunction<List<XdpMode>> modes) implements Holder {
  private Path directory(XdpMode mode) {
    return directory.resolve(mode.word());
  }

  private Path pin(int ifindex, WorkloadHook hook, XdpMode mode) {
    return directory(mode).resolve(hook.program() + "_" + ifindex);
  }

  @Override
  public void attach(Program program, int ifindex, WorkloadHook hook) {
    List<XdpMode> wanted = modes.apply(ifindex);
    Arrays.stream(XdpMode.values())
        .filter(mode -> !wanted.contains(mode))
        .forEach(mode -> Links.detach(pin(ifindex, hook, mode)));
    attach(program, ifindex, hook, wanted);
  }

  private void attach(Program program, int ifindex, WorkloadHook hook, List<XdpMode> wanted) {
    XdpMode mode = wanted.getFirst();
    try {
      Links.attachXdp(program, ifindex, mode, pin(ifindex, hook, mode));
    } catch (BpfException e) {
      if (wanted.size() == 1) {
        throw e;
      }
      attach(program, ifindex, hook, wanted.subList(1, wanted.size()));
    }
  }

  @Override
  public void detach(int ifindex, WorkloadHook hook) {
    for (XdpMode mode : XdpMode.values()) {
      Links.detach(pin(ifindex, hook, mode));
    }
  }

  @Override
  public OptionalInt programId(int ifindex, WorkloadHook hook) {
    return Arrays.stream(XdpMode.values())
        .flatMap(mode -> Links.info(pin(ifindex, hook, mode)).stream())
        .filter(link -> link.target() == ifindex)
        .mapToInt(LinkInfo::programId)
        .findFirst();
  }

  @Override
  public Set<Integer> left(List<WorkloadHook> hooks) {
    Set<Integer> found = new TreeSet<>();
    for (XdpMode mode : XdpMode.values()) {
      found.addAll(new PinnedLinks(directory(mode)).left(hooks));
    }
    return found;
  }
}
