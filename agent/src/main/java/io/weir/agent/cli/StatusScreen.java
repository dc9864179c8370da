package io.weir.agent.cli;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.AgentSnapshot.Attachment;
import io.weir.agent.observe.AgentSnapshot.Counts;
import io.weir.agent.observe.AgentSnapshot.Feature;
import io.weir.agent.observe.AgentSnapshot.MapUse;
import io.weir.agent.observe.AgentSnapshot.SocketCounts;
import io.weir.agent.observe.AgentSnapshot.Sync;
import io.weir.agent.observe.AgentSnapshot.Watch;
import io.weir.agent.observe.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A snapshot as one screen of text, and what is wrong with it. */
final class StatusScreen {
  /** Longer than the loop ever takes between two pictures when it is alive. */
  private static final Duration STALE = Duration.ofSeconds(60);

  private static final Duration LATE = Duration.ofSeconds(60);
  private static final Duration SILENT = Duration.ofSeconds(300);
  private static final double NEARLY_FULL = 0.95;

  private StatusScreen() {}

  /** One line for each thing that is wrong now; empty when the node is fine. */
  static List<String> findings(AgentSnapshot s, Instant now) {
    List<String> found = new ArrayList<>();
    if (older(s.taken(), now, STALE)) {
      found.add("the loop has told nothing since " + s.taken() + ": it hangs");
    }
    s.watches().stream()
        .filter(w -> !w.synced())
        .forEach(w -> found.add("the watch of " + w.kind() + " has not listed yet"));
    if (!s.synced()) {
      found.add("the maps have not been written yet");
    }
    lastContact(s)
        .filter(at -> older(at, now, SILENT))
        .ifPresent(at -> found.add("the API server has been silent since " + at));
    s.syncs().stream()
        .flatMap(sync -> sync.oldestPending().stream())
        .filter(since -> older(since, now, LATE))
        .distinct()
        .forEach(since -> found.add("a change waits for the maps since " + since));
    missing(s).forEach(hook -> found.add("no program of ours is on hook " + hook));
    s.maps().stream()
        .filter(m -> !m.evicts() && m.entries() >= NEARLY_FULL * m.capacity() && m.capacity() > 1)
        .forEach(m -> found.add("map " + m.name() + " is nearly full: " + fill(m)));
    found.addAll(PolicyStatus.findings(s.policy()));
    return found;
  }

  private static boolean older(Instant at, Instant now, Duration age) {
    return Duration.between(at, now).compareTo(age) > 0;
  }

  private static List<String> missing(AgentSnapshot s) {
    return s.attachments().stream()
        .filter(a -> a.expected() && !a.attached())
        .map(Attachment::hook)
        .toList();
  }

  private static Optional<Instant> lastContact(AgentSnapshot s) {
    return s.watches().stream().flatMap(w -> w.lastContact().stream()).max(Instant::compareTo);
  }

  static String text(AgentSnapshot s, String version, List<String> findings) {
    StringBuilder text = new StringBuilder();
    line(text, "Node", node(s));
    line(text, "Agent", "weir " + version + ", started " + s.started());
    line(text, "Picture", "taken " + s.taken() + (s.synced() ? ", synced" : ", NOT synced"));
    line(text, "Watches", watches(s));
    line(
        text, "Sync", s.syncs().stream().map(StatusScreen::sync).collect(Collectors.joining("; ")));
    line(text, "Services", services(s.counts()));
    line(text, "Frontends", WireStatus.frontends(s.counts().frontendsByBackends()));
    line(text, "Hooks", hooks(s));
    line(text, "Maps", s.maps().stream().map(StatusScreen::fill).collect(Collectors.joining(", ")));
    line(text, "Sockets", sockets(s.sockets()));
    line(text, "Wire", WireStatus.flows(s.wire()));
    line(text, "Paths", WireStatus.paths(s.wire()));
    line(text, "SNAT", WireStatus.snat(s));
    line(text, "Policies", PolicyStatus.policies(s.policy()));
    line(text, "Endpoints", PolicyStatus.endpoints(s.policy()));
    line(text, "Flows", PolicyStatus.flows(s.policy()));
    line(text, "Drops", PolicyStatus.drops(s.policy()));
    line(text, "Features", features(s));
    rows(text, "Conflicts", s.conflicts().stream().map(StatusScreen::conflict).toList());
    rows(
        text,
        "Faults",
        s.faults().stream().map(f -> f.object() + " " + f.field() + ": " + f.reason()).toList());
    rows(
        text,
        "Errors",
        s.errors().stream().map(e -> e.at() + " " + e.object() + ": " + e.message()).toList());
    rows(text, "Findings", findings);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("%-10s %s%n", name, value.isEmpty() ? "-" : value));
  }

  private static final int MOST_LINES = 5;

  private static void rows(StringBuilder text, String name, List<String> rows) {
    line(text, name, rows.isEmpty() ? "none" : rows.getFirst());
    rows.stream().skip(1).limit(MOST_LINES - 1).forEach(row -> line(text, "", row));
    if (rows.size() > MOST_LINES) {
      line(text, "", "and " + (rows.size() - MOST_LINES) + " more: weir status -o yaml");
    }
  }

  private static String node(AgentSnapshot s) {
    return s.node().name()
        + s.node().zone().map(zone -> ", zone " + zone).orElse("")
        + (s.node().eligible() ? "" : ", NOT eligible for load balancers")
        + ", NodePorts on "
        + (s.node().addresses().isEmpty() ? "no address" : String.join(" ", s.node().addresses()));
  }

  private static String watches(AgentSnapshot s) {
    String kinds = s.watches().stream().map(StatusScreen::watch).collect(Collectors.joining(", "));
    return kinds + lastContact(s).map(at -> "; last heard " + at).orElse("; never heard");
  }

  private static String watch(Watch w) {
    return w.kind()
        + " "
        + w.objects()
        + (w.synced() ? "" : " NOT synced")
        + (w.restarts() > 0 ? " restarts=" + w.restarts() : "")
        + (w.skippedObjects() > 0 ? " skipped=" + w.skippedObjects() : "");
  }

  private static String sync(Sync sync) {
    return Health.label(sync.family())
        + " last "
        + sync.lastSuccess().map(Instant::toString).orElse("never")
        + sync.oldestPending().map(since -> ", waiting since " + since).orElse("");
  }

  private static String services(Counts c) {
    return String.format(
        "%d, frontends %d, backends ready=%d serving=%d terminating=%d, without backends %d",
        c.services(),
        c.frontends(),
        c.readyBackends(),
        c.servingBackends(),
        c.terminatingBackends(),
        c.servicesWithoutBackends());
  }

  private static String hooks(AgentSnapshot s) {
    long expected = s.attachments().stream().filter(Attachment::expected).count();
    long attached = s.attachments().stream().filter(Attachment::attached).count();
    List<String> missing = missing(s);
    return attached
        + " of "
        + expected
        + " attached"
        + (missing.isEmpty() ? "" : ", MISSING " + String.join(" ", missing));
  }

  private static String fill(MapUse m) {
    return m.name() + " " + m.entries() + "/" + m.capacity();
  }

  private static String sockets(SocketCounts c) {
    return String.format(
        "translated=%d refused=%d no_local=%d source_denied=%d reselected=%d opted_out=%d"
            + " bind_refused=%d cut=%d",
        c.translated(),
        c.refused(),
        c.noLocal(),
        c.sourceDenied(),
        c.reselected(),
        c.optedOut(),
        c.bindRefused(),
        c.cut());
  }

  private static String features(AgentSnapshot s) {
    return s.features().stream().map(StatusScreen::feature).collect(Collectors.joining(", "));
  }

  private static String feature(Feature f) {
    return f.name() + "=" + f.state() + (f.detail().isEmpty() ? "" : " (" + f.detail() + ")");
  }

  private static String conflict(AgentSnapshot.Conflict c) {
    return c.frontend() + ": " + c.winner() + " has it, not " + String.join(" ", c.losers());
  }
}
