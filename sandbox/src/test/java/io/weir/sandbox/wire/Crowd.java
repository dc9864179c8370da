package io.weir.sandbox.wire;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.demo.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Many connections of one machine to echo servers, all open at once. */
final class Crowd implements AutoCloseable {
  private static final int AT_ONCE = 2000;
  private static final int CONNECT_MILLIS = 5000;
  private static final int LONGEST = 1024;

  private final NetworkNamespace from;
  private final List<Member> members = new ArrayList<>();

  /**
   * A connection.
   *
   * @param greeting what its server said first, and will say again
   */
  record Member(Mode mode, Socket socket, String greeting) {
    String node() {
      return Answer.of(greeting).node();
    }

    String pod() {
      return Answer.of(greeting).pod();
    }
  }

  Crowd(NetworkNamespace from) {
    this.from = from;
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  /** Opens connections; what hindered any of them is thrown. */
  List<Member> open(Mode mode, InetSocketAddress target, int count) {
    List<Socket> sockets =
        from.call(() -> {
          List<Socket> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(0)); // belongs to the namespace from now on
            all.add(socket);
          }
          return all;
        });
    List<Member> opened =
        together(
            sockets,
            socket -> {
              socket.connect(target, CONNECT_MILLIS);
              socket.setSoTimeout(CONNECT_MILLIS);
              return new Member(mode, socket, line(socket));
            });
    members.addAll(opened);
    return opened;
  }

  /** What became of one exchange through each: its greeting again, or how it failed. */
  static Map<Member, String> ask(Collection<Member> asked, int patienceMillis) {
    Map<Member, String> came = new ConcurrentHashMap<>();
    together(asked, member -> came.put(member, exchange(member, patienceMillis)));
    return came;
  }

  private static String exchange(Member member, int patienceMillis) {
    try {
      InputStream late = member.socket.getInputStream();
      late.skipNBytes(late.available()); // what nobody waited for any more
      member.socket.setSoTimeout(patienceMillis);
      member.socket.getOutputStream().write('x');
      return line(member.socket);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private interface Work<A, B> {
    B on(A one) throws IOException;
  }

  private static <A, B> List<B> together(Collection<A> all, Work<A, B> work) {
    Semaphore places = new Semaphore(AT_ONCE);
    List<Future<B>> futures = new ArrayList<>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (A one : all) {
        futures.add(
            each.submit(() -> {
              places.acquire();
              try {
                return work.on(one);
              } finally {
                places.release();
              }
            }));
      }
    }
    return futures.stream().map(Crowd::result).toList();
  }

  private static <B> B result(Future<B> future) {
    if (future.state() == Future.State.FAILED) {
      throw new AssertionError("one of many", future.exceptionNow());
    }
    return future.resultNow();
  }

  /** The line that comes: where answers to earlier questions come with it, they say the same. */
  private static String line(Socket socket) throws IOException {
    byte[] bytes = new byte[LONGEST];
    InputStream in = socket.getInputStream();
    for (int length = 0; length < bytes.length; ) {
      int more = in.read(bytes, length, bytes.length - length);
      if (more < 0) {
        throw new IOException("closed without an answer");
      }
      length += more;
      if (bytes[length - 1] == '\n') {
        return new String(bytes, 0, length - 1, StandardCharsets.UTF_8)
            .lines()
            .distinct()
            .collect(Collectors.joining(" and "));
      }
    }
    throw new IOException("a line longer than any server's");
  }

  void forget(Collection<Member> some) {
    some.forEach(Crowd::close);
    members.removeAll(new HashSet<>(some));
  }

  private static void close(Member member) {
    try {
      member.socket.close();
    } catch (IOException e) {
      // Gone is gone.
    }
  }

  @Override
  public void close() {
    members.forEach(Crowd::close);
  }
}
