package io.weir.agent.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.AgentLab;
import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.abi.WireSweepResult;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people are told of a flow's end is what the sweeps do. */
@Tag("kernel")
class FlowExpiryIT {
  private static final long SECOND = 1_000_000_000L;

  /** More than the test may take, and less than this machine has been up beyond all timeouts. */
  private static final long SLACK = 40 * SECOND;

  private static final int POD = 9;
  private static final FlowTimeouts TIMEOUTS =
      new FlowTimeouts(
          20 * SECOND,
          110 * SECOND,
          30 * SECOND,
          12 * SECOND,
          40 * SECOND,
          50 * SECOND,
          60 * SECOND,
          70 * SECOND,
          80 * SECOND,
          90 * SECOND,
          15 * SECOND,
          100 * SECOND);

  private AgentLab lab;
  private LoadedObject workload;
  private LoadedObject wire;
  private FlowTables tables;
  private FlowExpiry expiry;

  @BeforeEach
  void open() {
    lab = AgentLab.open();
    workload = load(WorkloadPrograms.OBJECT);
    wire = load(WirePrograms.OBJECT);
    tables = FlowTables.of(Optional.of(workload), Optional.of(wire));
    expiry = new FlowExpiry(tables.timeouts());
  }

  private LoadedObject load(String object) {
    return BpfObject.open(object).configure(TIMEOUTS).pinMapsUnder(pins().maps()).load();
  }

  private PinLayout pins() {
    return new PinLayout(lab.pinDirectory());
  }

  @AfterEach
  void close() {
    for (LoadedObject object : new LoadedObject[] {workload, wire}) {
      if (object != null) {
        object.close();
      }
    }
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void timeoutsAreThoseThatTheProgramsWereLoadedWith() {
    assertThat(tables.timeouts()).isEqualTo(TIMEOUTS);
  }

  /** Every protocol and all flags, either map, a little before the end and a little after. */
  @Test
  void connections() {
    Address none = new Address(0, 0);
    workload
        .map("endpoints", Integer.class, Endpoint.class)
        .put(POD, new Endpoint(none, none, 0, 0, 0, 0, 0, 1, 0, 0, POD));
    Map<FlowKey, Boolean> stays = new HashMap<>();
    Map<Boolean, Map<FlowKey, Flow>> entries =
        Map.of(true, new HashMap<>(), false, new HashMap<>());
    long now = System.nanoTime();
    for (int protocol : new int[] {6, 17, 132, 1, 58, 47}) {
      for (int flags = 0; flags < 256; flags++) {
        for (int variant = 0; variant < 8; variant++) {
          boolean opening = (variant & 1) != 0;
          boolean alive = (variant & 2) != 0;
          long lasted = (variant & 4) != 0 ? SECOND : 3 * SECOND;
          FlowKey key =
              new FlowKey(
                  FlowLab.ip(FlowLab.BACKEND),
                  FlowLab.ip(FlowLab.CLIENT),
                  flags + 1,
                  variant,
                  POD,
                  protocol);
          Flow young = flow(now, lasted, flags);
          long end = expiry.at(new Tracked.Connection(key, young, opening));
          long shift = now - end + (alive ? SLACK : -SLACK);
          stays.put(key, alive);
          entries.get(opening).put(key, flow(now + shift, lasted, flags));
        }
      }
    }
    workload.map("flows", FlowKey.class, Flow.class).putAll(entries.get(false));
    workload.map("opening_flows", FlowKey.class, Flow.class).putAll(entries.get(true));
    try (Sweep<SweepResult> sweep = Sweep.flows(pins(), Optional.of(TIMEOUTS))) {
      sweep.run();
    }

    assertThat(keys(Tracked.Connection.class).stream().map(Tracked.Connection::key))
        .containsExactlyInAnyOrderElementsOf(alive(stays));
  }

  private static Flow flow(long lastSeen, long lasted, int flags) {
    return new Flow(lastSeen - lasted, lastSeen, 1, 1, 1, 1, 0, 0, 0, 0, Flow.RULE_DEFAULT, flags);
  }

  private static <K> List<K> alive(Map<K, Boolean> stays) {
    return stays.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .collect(Collectors.toList());
  }

  /** Every flow of a kind that is left, and each once. */
  private <T extends Tracked> List<T> keys(Class<T> type) {
    FlowWalk walk = new FlowWalk(tables, System::nanoTime);
    FlowMatch all = new FlowMatch(FlowFilter.ALL, Optional.empty());
    List<T> left = new ArrayList<>();
    Optional<FlowCursor> at = Optional.of(FlowCursor.BEGIN);
    while (at.isPresent()) {
      FlowWalk.Page page = walk.page(all, at.get(), 1000);
      page.flows().stream().filter(type::isInstance).map(type::cast).forEach(left::add);
      at = page.next();
    }
    return left;
  }

  /** Both directions on their own, so that one may keep the other. */
  @Test
  void translations() {
    Map<Tuple, Boolean> stays = new HashMap<>();
    Map<Boolean, Map<Tuple, Translation>> entries =
        Map.of(true, new HashMap<>(), false, new HashMap<>());
    long now = System.nanoTime();
    int port = 1;
    for (int protocol : new int[] {6, 17, 132}) {
      for (int flags = 0; flags < 128; flags += 2) { // without REPLY
        for (int variant = 0; variant < 64; variant++, port++) {
          Case one = new Case(now, port, protocol, flags, variant);
          stays.put(one.tuple(), expiry.at(one.tracked(expiry)) > now);
          one.put(expiry, entries.get(one.opening()));
        }
      }
    }
    wire.map("translations", Tuple.class, Translation.class).putAll(entries.get(false));
    wire.map("opening_translations", Tuple.class, Translation.class).putAll(entries.get(true));
    try (Sweep<WireSweepResult> sweep = Sweep.translations(pins(), Optional.of(TIMEOUTS))) {
      WireSweepResult result = sweep.run();
      List<Tracked.Translated> left = keys(Tracked.Translated.class);
      assertThat(left.stream().map(Tracked.Translated::tuple))
          .containsExactlyInAnyOrderElementsOf(alive(stays));
      assertThat(result.snatPortsIpv4())
          .isEqualTo((int) left.stream().filter(FlowExpiryIT::bySnat).count())
          .isPositive();
      assertThat(result.snatPortsIpv6()).isZero();
    }
  }

  private static boolean bySnat(Tracked.Translated flow) {
    return (flow.way().value().flags() & WireFlags.TRANSLATION_SNAT) != 0;
  }

  /** One translated flow; the bits of {@code variant} say how it stands. */
  private record Case(long now, int port, int protocol, int flags, int variant) {
    private static final int BACK = WireFlags.TRANSLATION_REPLY;

    boolean opening() {
      return (variant & 1) != 0;
    }

    Tuple tuple() {
      return new Tuple(FlowLab.ip(FlowLab.CLIENT), FlowLab.ip(FlowLab.VIP), port, 80, protocol);
    }

    private Found<Translation> way(FlowExpiry expiry) {
      return ending(expiry, "way", flags, (variant & 2) != 0);
    }

    private Found<Translation> back(FlowExpiry expiry) {
      int fin = (variant & 8) != 0 ? WireFlags.TRANSLATION_FIN : 0;
      return ending(expiry, "back", BACK | fin, (variant & 4) != 0);
    }

    private boolean oneWay() {
      return (flags & WireFlags.TRANSLATION_ONE_WAY) != 0;
    }

    Tracked.Translated tracked(FlowExpiry expiry) {
      return new Tracked.Translated(
          tuple(), way(expiry), oneWay() ? Optional.empty() : Optional.of(back(expiry)));
    }

    void put(FlowExpiry expiry, Map<Tuple, Translation> entries) {
      Tracked.Translated flow = tracked(expiry);
      entries.put(flow.tuple(), flow.way().value());
      flow.back().ifPresent(back -> entries.put(flow.answers(), back.value()));
    }

    /** An entry whose own time ends a little after now, or has ended a little before. */
    private Found<Translation> ending(
        FlowExpiry expiry, String direction, int someFlags, boolean alive) {
      Found<Translation> young = new Found<>(entry(direction, now, someFlags), opening());
      long end = expiry.at(new Tracked.Translated(tuple(), young, Optional.empty()));
      long seen = now + now - end + (alive ? SLACK : -SLACK);
      return new Found<>(entry(direction, seen, someFlags), opening());
    }

    private Translation entry(String direction, long lastSeen, int someFlags) {
      boolean way = direction.equals("way");
      long lasted = (variant & 16) != 0 ? SECOND : 3 * SECOND;
      return new Translation(
          FlowLab.ip(way ? FlowLab.CLIENT : FlowLab.VIP),
          FlowLab.ip(way ? FlowLab.BACKEND : FlowLab.CLIENT),
          way ? port : 80,
          way ? 8080 : port,
          7,
          lastSeen - lasted,
          lastSeen,
          (variant & 32) != 0 ? 1 : 2,
          1,
          0,
          2,
          0,
          WirePath.POD.ordinal(),
          someFlags);
    }
  }
}
