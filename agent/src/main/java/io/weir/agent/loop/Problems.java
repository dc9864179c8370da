package io.weir.agent.loop;

import io.weir.agent.compile.PortKey;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.UserEvents;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.service.compile.CompiledService;
import io.weir.service.compile.Conflict;
import io.weir.values.ObjectName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people what went wrong, once: the log, the recent errors of the snapshot, and Events. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** A map that is full may refuse tens of thousands of entries at once. */
  private static final int MOST_TOLD = 100;

  private final UserEvents events;
  private final Map<ObjectName, CompiledService> services;
  private final Deque<AgentSnapshot.RecentError> recent = new ArrayDeque<>();

  /** Failures of the last round of each room: those that last are not told again. */
  private final Map<String, Set<String>> lasting = new HashMap<>();

  /**
   * @param services for the uids that Events carry
   */
  Problems(UserEvents events, Map<ObjectName, CompiledService> services) {
    this.events = events;
    this.services = services;
  }

  void conflicts(List<Conflict> conflicts) {
    for (Conflict conflict : conflicts) {
      LOG.warn("{}", conflict);
      events.warn(service(conflict.loser().service()), "FrontendConflict", conflict.toString());
    }
  }

  /**
   * All failures of one round.
   *
   * @param room whose round it was: "services" or "node"
   */
  void failures(String room, List<WriteFailure> failures) {
    Set<String> before = lasting.getOrDefault(room, Set.of());
    Set<String> now = new HashSet<>();
    int fresh = 0;
    for (WriteFailure failure : failures) {
      String message = failure.message();
      if (now.add(message) && !before.contains(message) && ++fresh <= MOST_TOLD) {
        tell(failure, message);
      }
    }
    if (fresh > MOST_TOLD) {
      LOG.error("and {} more entries could not be written", fresh - MOST_TOLD);
    }
    lasting.put(room, now);
  }

  private void tell(WriteFailure failure, String message) {
    LOG.error("{}; others are unaffected, this is tried again", message);
    remember(failure.owner().map(Object::toString).orElse(failure.map()), message);
    if (failure.owner().orElse(null) instanceof PortKey key) {
      events.warn(service(key.port().service()), "ProgrammingFailed", message);
    }
  }

  void unexpected(RuntimeException e) {
    LOG.error("a turn of the loop failed; everything is compiled and compared again", e);
    remember("loop", e.toString());
  }

  private void remember(String object, String message) {
    recent.addFirst(new AgentSnapshot.RecentError(Instant.now(), object, message));
    if (recent.size() > AgentSnapshot.MOST_ERRORS) {
      recent.removeLast();
    }
  }

  private ObjectRef service(ObjectName name) {
    CompiledService service = services.get(name);
    return ObjectRef.service(name, service == null ? "" : service.uid());
  }

  List<AgentSnapshot.RecentError> recent() {
    return List.copyOf(recent);
  }
}
