package io.weir.agent.attach;

import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.Program;
import io.weir.bpf.program.TcxOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TCX links, pinned as {@code from_pod_12} for interface 12. A link knows its interface: once that
 * is gone, the link points nowhere, also when another interface has got the index.
 */
record PinnedLinks(Path directory) implements Holder {
  private static final Pattern PIN = Pattern.compile("([a-z_]+)_(\\d{1,9})");

  /** Where a program goes depends on those that are there: no other may come meanwhile. */
  private static final Object CHAINS = new Object();

  private Path pin(int ifindex, WorkloadHook hook) {
    return directory.resolve(hook.program() + "_" + ifindex);
  }

  @Override
  public void attach(Program program, int ifindex, WorkloadHook hook) {
    synchronized (CHAINS) {
      Links.attachTcx(
          program, ifindex, hook.hook().tcx(), order(ifindex, hook), pin(ifindex, hook));
    }
  }

  /** Of ours the early ones run before others' programs, the late ones after them. */
  private TcxOrder order(int ifindex, WorkloadHook hook) {
    if (hook.late()) {
      return new TcxOrder.Last();
    }
    return hook.before()
        .filter(former -> programId(ifindex, former).isPresent())
        .findFirst()
        .<TcxOrder>map(former -> new TcxOrder.After(pin(ifindex, former)))
        .orElseGet(TcxOrder.First::new);
  }

  @Override
  public void detach(int ifindex, WorkloadHook hook) {
    Links.detach(pin(ifindex, hook));
  }

  @Override
  public OptionalInt programId(int ifindex, WorkloadHook hook) {
    return Links.info(pin(ifindex, hook))
        .filter(link -> link.target() == ifindex)
        .filter(link -> link.attachType().equals(Optional.of(hook.hook().tcx())))
        .map(LinkInfo::programId)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  @Override
  public Set<Integer> left(List<WorkloadHook> hooks) {
    Set<Integer> found = new TreeSet<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> pins = Files.newDirectoryStream(directory)) {
      for (Path pin : pins) {
        Matcher name = PIN.matcher(pin.getFileName().toString());
        if (name.matches() && hooks.stream().anyMatch(h -> h.program().equals(name.group(1)))) {
          found.add(Integer.parseInt(name.group(2)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the links pinned under " + directory, e);
    }
    return found;
  }
}
