package io.weir.sandbox.policy;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.net.Ips;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks many probes at once: sockets opened in the network namespaces of the pods, all waited for by
 * one thread. A socket belongs for life to the namespace it was opened in; it has no cgroup of a
 * pod, so it takes no part in Services.
 */
final class Prober {
  /** What came of a probe in words, {@code ok} only if the right pod answered. */
  static final String OK = "ok";

  static final String SILENCE = "silence";
  private static final ByteBuffer PING = ByteBuffer.wrap(new byte[] {'x'});

  private final Map<ObjectName, Place> places;

  /** Where a pod is. */
  record Place(NetworkNamespace namespace, Map<Family, IpAddress> addresses) {}

  Prober(Map<ObjectName, Place> places) {
    this.places = places;
  }

  /**
   * @param patience after which nothing has come; datagrams are sent once more in the middle of it
   */
  Map<Probe, String> ask(Collection<Probe> probes, Duration patience) {
    try (Selector selector = Selector.open()) {
      Map<Probe, String> answers = new LinkedHashMap<>();
      probes.stream()
          .collect(Collectors.groupingBy(Probe::from))
          .forEach((from, own) -> open(from, own, selector, answers));
      long start = System.nanoTime();
      wait(selector, start + patience.toNanos() / 2, answers);
      again(selector);
      wait(selector, start + patience.toNanos(), answers);
      for (SelectionKey key : selector.keys()) {
        answers.put((Probe) key.attachment(), SILENCE);
        key.channel().close();
      }
      return answers;
    } catch (IOException e) {
      throw new AssertionError("cannot wait for probes", e);
    }
  }

  private void open(
      ObjectName from, List<Probe> probes, Selector selector, Map<Probe, String> answers) {
    Map<SelectableChannel, Probe> opened =
        places
            .get(from)
            .namespace()
            .call(() -> {
              Map<SelectableChannel, Probe> channels = new HashMap<>();
              for (Probe probe : probes) {
                open(probe, channels, answers);
              }
              return channels;
            });
    opened.forEach((channel, probe) -> {
      try {
        boolean tcp = channel instanceof SocketChannel;
        channel.register(selector, tcp ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ, probe);
      } catch (IOException e) {
        answers.put(probe, e.toString());
      }
    });
  }

  private void open(
      Probe probe, Map<SelectableChannel, Probe> channels, Map<Probe, String> answers) {
    InetSocketAddress target =
        new InetSocketAddress(
            Ips.inet(places.get(probe.to()).addresses().get(probe.family())), probe.port());
    StandardProtocolFamily family =
        probe.family() == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    try {
      if (probe.protocol() == Protocol.TCP) {
        SocketChannel channel = SocketChannel.open(family);
        // Nothing of a probe stays behind: it ends with a reset.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0).configureBlocking(false);
        channels.put(channel, probe);
        channel.connect(target);
      } else {
        DatagramChannel channel = DatagramChannel.open(family);
        channel.configureBlocking(false);
        channels.put(channel, probe);
        channel.connect(target).write(PING.duplicate());
      }
    } catch (IOException e) {
      answers.put(probe, e.toString());
    }
  }

  private void wait(Selector selector, long end, Map<Probe, String> answers) throws IOException {
    long left = end - System.nanoTime();
    while (left > 0 && !selector.keys().isEmpty()) {
      selector.select(key -> proceed(key, answers), Math.max(1, left / 1_000_000));
      selector.selectNow(_ -> {});
      left = end - System.nanoTime();
    }
  }

  private static void again(Selector selector) throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.channel() instanceof DatagramChannel channel) {
        channel.write(PING.duplicate());
      }
    }
  }

  private void proceed(SelectionKey key, Map<Probe, String> answers) {
    Probe probe = (Probe) key.attachment();
    try {
      if (key.isConnectable()) {
        ((SocketChannel) key.channel()).finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        return;
      }
      answers.put(probe, judge(probe, read(key.channel())));
    } catch (IOException e) {
      answers.put(probe, e.toString());
    }
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new AssertionError("cannot close a probe", e);
    }
  }

  private static String read(SelectableChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(512);
    if (channel instanceof SocketChannel tcp) {
      tcp.read(buffer);
    } else {
      ((DatagramChannel) channel).read(buffer);
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  /** The right pod, and it saw the address of the one that asked. */
  private String judge(Probe probe, String line) {
    IpAddress own = places.get(probe.from()).addresses().get(probe.family());
    boolean right =
        line.startsWith("pod=" + probe.to().name() + " ")
            && (line.contains("client=" + own + ":") || line.contains("client=[" + own + "]:"));
    return right ? OK : "answer: " + line.strip();
  }

  /** Every pod to every other one, TCP and UDP, both families. */
  List<Probe> matrix(Collection<Integer> ports) {
    List<Probe> all = new ArrayList<>();
    places
        .keySet()
        .forEach(from ->
            places.forEach((to, place) -> {
              for (Family family : place.addresses().keySet()) {
                for (int port : ports) {
                  all.add(new Probe(from, to, family, Protocol.TCP, port));
                  all.add(new Probe(from, to, family, Protocol.UDP, port));
                }
              }
            }));
    all.removeIf(probe -> probe.from().equals(probe.to()));
    return all;
  }
}
