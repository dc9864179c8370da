package io.weir.agent.netlink;

import io.weir.agent.netlink.Messages.Message;
import io.weir.bpf.sys.NetlinkSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Questions to rtnetlink(7), asked in the network namespace of the thread that opens it. One thread
 * at a time. Methods throw IllegalStateException where the kernel refuses or does not answer.
 */
final class Rtnetlink implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 5;

  /** The interface, or the namespace that was named, is not there any more. */
  private static final List<Integer> GONE = List.of(19, 22); // ENODEV, EINVAL

  private static final int EPERM = 1;

  /** The namespace belongs to a user namespace that we have no rights in. */
  static final class Hidden extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private Hidden() {
      super("rtnetlink refused a question, errno=" + EPERM);
    }
  }

  private final NetlinkSocket socket;
  private int sequence;

  private Rtnetlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  static Rtnetlink open() {
    NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE, 0);
    try {
      // Else a kernel that does not know the namespace's attribute would answer for our own.
      socket.strictChecking();
      return new Rtnetlink(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** All addresses of the own namespace. */
  List<LocalAddress> addresses() {
    return required(addressesOf(AddressMessages::dump), "the addresses of this node");
  }

  /** All addresses of an interface of another namespace; empty where it is gone. */
  Optional<List<LocalAddress>> addresses(int namespace, int index) {
    return addressesOf(sequence -> AddressMessages.dump(sequence, namespace, index));
  }

  /** All interfaces of the own namespace. */
  List<Link> links() {
    return required(linksOf(LinkMessages::dump), "the interfaces of this node");
  }

  /** An interface of the own namespace; empty where it is gone. */
  Optional<Link> link(int index) {
    return linksOf(sequence -> LinkMessages.get(sequence, index))
        .flatMap(links -> links.stream().findFirst());
  }

  /** An interface of another namespace; empty where it is gone. */
  Optional<Link> link(int namespace, int index) {
    return linksOf(sequence -> LinkMessages.get(sequence, namespace, index))
        .flatMap(links -> links.stream().findFirst());
  }

  /** All neighbours of the own namespace whose MACs are known. */
  List<NeighbourMessages.Entry> neighbours() {
    List<NeighbourMessages.Entry> found = new ArrayList<>();
    Consumer<Message> parse =
        message -> {
          if (message.type() == NeighbourMessages.RTM_NEWNEIGH) {
            NeighbourMessages.neighbour(message.body()).ifPresent(found::add);
          }
        };
    return required(ask(NeighbourMessages::dump, parse, found), "the neighbours of this node");
  }

  private Optional<List<LocalAddress>> addressesOf(IntFunction<ByteBuffer> request) {
    List<LocalAddress> found = new ArrayList<>();
    Consumer<Message> parse =
        message -> {
          if (message.type() == AddressMessages.RTM_NEWADDR) {
            AddressMessages.address(message.body()).ifPresent(found::add);
          }
        };
    return ask(request, parse, found);
  }

  private Optional<List<Link>> linksOf(IntFunction<ByteBuffer> request) {
    List<Link> found = new ArrayList<>();
    Consumer<Message> parse =
        message -> {
          if (message.type() == LinkMessages.RTM_NEWLINK) {
            LinkMessages.link(message.body()).ifPresent(found::add);
          }
        };
    return ask(request, parse, found);
  }

  private static <T> List<T> required(Optional<List<T>> answer, String what) {
    return answer.orElseThrow(
        () -> new IllegalStateException("cannot read " + what + ": rtnetlink refused to tell"));
  }

  private <T> Optional<List<T>> ask(
      IntFunction<ByteBuffer> request, Consumer<Message> parse, List<T> found) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      found.clear();
      sequence++;
      socket.send(request.apply(sequence));
      Answer answer = new Answer(sequence, parse);
      while (!answer.complete) {
        receive(answer);
      }
      if (GONE.contains(answer.errno)) {
        return Optional.empty();
      }
      if (answer.errno == EPERM) {
        throw new Hidden();
      }
      if (answer.errno != 0) {
        throw new IllegalStateException("rtnetlink refused a question, errno=" + answer.errno);
      }
      if (!answer.torn) {
        return Optional.of(found);
      }
    }
    throw new IllegalStateException(
        "rtnetlink gave no whole answer: what it lists changed during each of "
            + ATTEMPTS
            + " attempts");
  }

  private void receive(Answer answer) {
    switch (socket.receive(PATIENCE)) {
      case NetlinkSocket.Received.Data data -> Messages.each(data.messages(), answer);
      case NetlinkSocket.Received.Overrun _ -> {
        answer.torn = true;
        answer.complete = true;
      }
      case NetlinkSocket.Received.Nothing _ ->
          throw new IllegalStateException(
              "no answer from rtnetlink within " + PATIENCE.toSeconds() + " s");
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /** What came in answer to one request; what is left of an earlier one is skipped. */
  private static final class Answer implements Consumer<Message> {
    private final int sequence;
    private final Consumer<Message> parse;
    private boolean complete;
    private boolean torn;
    private int errno;

    private Answer(int sequence, Consumer<Message> parse) {
      this.sequence = sequence;
      this.parse = parse;
    }

    @Override
    public void accept(Message message) {
      if (message.sequence() != sequence) {
        return;
      }
      torn |= message.has(Messages.INTERRUPTED);
      if (message.type() == Messages.DONE || message.type() == Messages.ERROR) {
        complete = true;
        errno = message.body().remaining() < Integer.BYTES ? 0 : -message.body().getInt(0);
      } else {
        parse.accept(message);
        complete |= !message.has(Messages.MULTI);
      }
    }
  }
}
