package io.weir.agent.answer;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.WireChoice;
import io.weir.agent.observe.WhyAnswer.Step;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Tuple;
import io.weir.service.compile.Backend;
import io.weir.service.compile.CompiledPort;
import io.weir.values.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which backend a new flow from outside gets.
 *
 * @param local policy Local, or handed over
 * @param handed another node holds that the backend is on this one
 */
record WireSelection(
    WhyMatch match, WireChoice choice, boolean local, boolean handed, WireMemory memory) {
  /**
   * One, or those that are possible.
   *
   * @param tuple empty where the client's port is not known
   */
  List<Slot> chosen(IpAddress client, Optional<Tuple> tuple, List<Step> steps) {
    Optional<Slot> remembered = remembered(client, steps);
    if (remembered.isPresent()) {
      return List.of(remembered.get());
    }
    if (match.isClusterIp()) {
      steps.add(new Step("choice", "at random, anew for each flow"));
      return choice.set(local);
    }
    Optional<Tuple> enough =
        choice.byClientAlone()
            ? Optional.of(new Tuple(AbiAddress.of(client), AbiAddress.NONE, 0, 0, 0))
            : tuple;
    steps.add(new Step("choice", by() + (enough.isEmpty() ? "; which, its port decides" : "")));
    return enough.map(t -> List.of(choice.choose(t, local, handed))).orElse(choice.set(local));
  }

  private String by() {
    String what = choice.byClientAlone() ? "the client's address" : "the client's address and port";
    return choice.byTable(local, handed)
        ? "by "
            + what
            + ", in the Maglev table of "
            + choice.service().maglevSize()
            + " cells that every node has"
        : "by a hash of " + what;
  }

  /** Affinity: the backend that the client had, if that is recent and in the set. */
  private Optional<Slot> remembered(IpAddress client, List<Step> steps) {
    CompiledPort port = match.port();
    if (port.affinitySeconds() == 0) {
      return Optional.empty();
    }
    Optional<WireMemory.Remembered> last =
        memory
            .affinity(new AffinityKey(AbiAddress.of(client), choice.service().serviceId()))
            .filter(r -> r.seconds() <= port.affinitySeconds())
            .filter(r -> isMember(r.affinity().backend()));
    steps.add(
        new Step(
            "sessionAffinity",
            last.map(r ->
                    "had "
                        + WireWays.text(r.affinity().backend())
                        + " "
                        + r.seconds()
                        + " s ago, of "
                        + port.affinitySeconds())
                .orElse(
                    "had no backend of this set in the last " + port.affinitySeconds() + " s")));
    return last.map(r -> r.affinity().backend());
  }

  private boolean isMember(Slot backend) {
    CompiledPort port = match.port();
    List<Backend> set = local ? port.backends().local() : port.backends().cluster();
    return set.stream()
        .anyMatch(b ->
            AbiAddress.of(b.address().address()).equals(backend.address())
                && b.address().port() == backend.port());
  }
}
