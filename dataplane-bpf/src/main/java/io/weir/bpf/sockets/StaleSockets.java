package io.weir.bpf.sockets;

import io.weir.bpf.probe.Features;
import io.weir.bpf.program.BpfIterator;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.sys.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;

/**
 * Cuts connected UDP sockets whose backend is gone. A datagram to nowhere returns no error, so
 * their owners would not notice; cut, they get one and connect again, to a backend that serves. An
 * unconnected socket chooses another by itself, and TCP is left to its peers.
 *
 * <p>A backend is gone when it is no longer in the map {@code members}, or there without
 * MEMBER_SERVING: write the maps first, then cut. What is cut is counted as SOCKET_CUT. One thread
 * at a time.
 */
public final class StaleSockets implements AutoCloseable {
  private static final String OBJECT = "sock_iter.bpf.o";

  private final Way way;
  private final LoadedObject programs;
  private final BpfIterator iterator;

  private StaleSockets(Way way, LoadedObject programs, BpfIterator iterator) {
    this.way = way;
    this.programs = programs;
    this.iterator = iterator;
  }

  /** Who cuts a socket that the iterator program found. */
  public enum Way {
    /** The program itself, by bpf_sock_destroy (6.5). */
    PROGRAM("cut_udp", "list_udp"),
    /** We, through sock_diag, which needs CONFIG_INET_DIAG_DESTROY. */
    SOCK_DIAG("list_udp", "cut_udp");

    private final String used;
    private final String unused;

    Way(String used, String unused) {
      this.used = used;
      this.unused = unused;
    }

    /** The way that suits this kernel. */
    public static Way ofThisKernel() {
      return Features.get().sockDestroy() ? PROGRAM : SOCK_DIAG;
    }
  }

  /**
   * Loads the iterator.
   *
   * @param maps the directory that the maps of cgroup_sock are pinned under
   * @throws io.weir.bpf.BpfException when they are not there, or the kernel takes no such program
   */
  public static StaleSockets open(Path maps, Way way) {
    LoadedObject programs = BpfObject.open(OBJECT).without(way.unused).useMapsUnder(maps).load();
    try {
      return new StaleSockets(way, programs, Links.iterator(programs.program(way.used)));
    } catch (RuntimeException e) {
      programs.close();
      throw e;
    }
  }

  /**
   * Cuts in the caller's network namespace and in those of all processes below a cgroup. To see
   * them the caller must be in the host's PID namespace.
   *
   * @return how many namespaces were walked
   * @throws RuntimeException of the first namespace that could not be walked, after all others were
   */
  public int cut(Path cgroup) {
    List<NetworkNamespace> namespaces = ProcessNamespaces.below(cgroup);
    RuntimeException failure = null;
    for (NetworkNamespace namespace : namespaces) {
      try (namespace) {
        namespace.call(this::cutHere);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return namespaces.size();
  }

  private boolean cutHere() {
    List<String> listed = iterator.read().lines().toList();
    if (way == Way.SOCK_DIAG && !listed.isEmpty()) {
      SockDiag.destroy(listed.stream().map(UdpSocket::parse).toList());
    }
    return !listed.isEmpty();
  }

  @Override
  public void close() {
    iterator.close();
    programs.close();
  }
}
