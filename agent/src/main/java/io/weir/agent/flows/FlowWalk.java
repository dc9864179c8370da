package io.weir.agent.flows;

import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Reads flows a page at a time: a page ends when it has enough, or has taken long enough, so that
 * millions of flows cost neither memory nor patience. A flow that comes, goes or is promoted
 * meanwhile may be seen or not.
 */
public final class FlowWalk {
  private static final Duration A_PAGE = Duration.ofMillis(150);

  private final FlowTables tables;
  private final LongSupplier nanos;

  /**
   * @param nanos a clock that only moves forward
   */
  public FlowWalk(FlowTables tables, LongSupplier nanos) {
    this.tables = tables;
    this.nanos = nanos;
  }

  /**
   * @param flows some more than asked for where they were read together
   * @param next where to go on; empty at the end
   */
  public record Page(List<Tracked> flows, Optional<FlowCursor> next) {}

  /** Any thread. */
  public Page page(FlowMatch match, FlowCursor from, int limit) {
    long end = nanos.getAsLong() + A_PAGE.toNanos();
    List<Tracked> found = new ArrayList<>();
    Optional<FlowCursor> at = Optional.of(from);
    do {
      at = step(match, at.get(), found);
    } while (at.isPresent() && found.size() < limit && nanos.getAsLong() < end);
    return new Page(found, at);
  }

  private Optional<FlowCursor> step(FlowMatch match, FlowCursor at, List<Tracked> found) {
    if (!match.wants(at.stage().table)) {
      return at.nextStage();
    }
    Optional<OptionalInt> visited =
        switch (at.stage().table) {
          case POLICY -> tables.policy().map(p -> connections(p, match, at, found));
          case WIRE -> tables.wire().map(w -> translations(w, match, at, found));
        };
    OptionalInt next = visited.orElseGet(OptionalInt::empty);
    return next.isPresent()
        ? Optional.of(new FlowCursor(at.stage(), next.getAsInt()))
        : at.nextStage();
  }

  private static OptionalInt connections(
      FlowPair<FlowKey, Flow> pair, FlowMatch match, FlowCursor at, List<Tracked> found) {
    boolean opening = at.stage().opening;
    return pair.at(opening)
        .visit(
            at.bucket(),
            (key, flow) -> {
              Tracked connection = new Tracked.Connection(key, flow, opening);
              if (match.connection(key, flow) && match.state(connection)) {
                found.add(connection);
              }
            });
  }

  /** Each flow once: by the entry of who began it. */
  private static OptionalInt translations(
      FlowPair<Tuple, Translation> pair, FlowMatch match, FlowCursor at, List<Tracked> found) {
    boolean opening = at.stage().opening;
    return pair.at(opening)
        .visit(
            at.bucket(),
            (tuple, way) -> {
              if ((way.flags() & WireFlags.TRANSLATION_REPLY) != 0
                  || !match.translation(tuple, way)) {
                return;
              }
              Tracked translated = whole(pair, tuple, new Found<>(way, opening));
              if (match.state(translated)) {
                found.add(translated);
              }
            });
  }

  private static Tracked.Translated whole(
      FlowPair<Tuple, Translation> pair, Tuple tuple, Found<Translation> way) {
    boolean oneWay = (way.value().flags() & WireFlags.TRANSLATION_ONE_WAY) != 0;
    Tracked.Translated alone = new Tracked.Translated(tuple, way, Optional.empty());
    return oneWay ? alone : new Tracked.Translated(tuple, way, pair.find(alone.answers()));
  }

  /** The translated flow of a tuple, if its packets belong to one. */
  public Optional<Tracked.Translated> find(Tuple tuple) {
    return tables.wire().flatMap(pair -> pair.find(tuple).map(way -> whole(pair, tuple, way)));
  }

  /**
   * Forgets a flow: its next packet is that of a new one. False when it was gone already. The entry
   * of answers goes first, as the programs do it: a packet of the client between the two finds the
   * flow that it knows.
   */
  public boolean forget(Tracked flow) {
    return switch (flow) {
      case Tracked.Connection c -> tables.policy().map(p -> p.forget(c.key())).orElse(false);
      case Tracked.Translated t ->
          tables
              .wire()
              .map(w -> {
                t.back().ifPresent(_ -> w.forget(t.answers()));
                return w.forget(t.tuple());
              })
              .orElse(false);
    };
  }
}
