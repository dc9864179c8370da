package io.weir.agent.loop;

import io.weir.agent.maps.WriteFailure;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Programs at those interfaces that should have them, and at no other. Not thread-safe: the loop
 * owns it.
 */
final class HookedInterfaces {
  private final String what;
  private final Attacher hooks;
  private Set<Integer> wanted = Set.of();
  private Set<Integer> attached = Set.of();
  private boolean known;

  /**
   * @param what names them in messages
   */
  HookedInterfaces(String what, Attacher hooks) {
    this.what = what;
    this.hooks = hooks;
  }

  void want(Set<Integer> interfaces) {
    wanted = Set.copyOf(interfaces);
  }

  /** An index may belong to another interface now: what is attached, only the kernel knows. */
  void lookAgain() {
    known = false;
  }

  void sync(Consumer<WriteFailure> failures) {
    if (!known) {
      attached = new HashSet<>(hooks.attached());
      known = true;
    }
    for (int gone : Set.copyOf(attached)) {
      if (!wanted.contains(gone)) {
        hooks.detach(gone);
        attached.remove(gone);
      }
    }
    hooks.finished().forEach(result -> finished(result, failures));
    wanted.stream().filter(i -> !attached.contains(i)).forEach(hooks::attach);
  }

  private void finished(Attacher.Result result, Consumer<WriteFailure> failures) {
    if (!wanted.contains(result.ifindex())) {
      hooks.detach(result.ifindex());
    } else if (result.failure().isEmpty()) {
      attached.add(result.ifindex());
    } else {
      failures.accept(
          new WriteFailure(
              what,
              "interface " + result.ifindex(),
              Optional.empty(),
              false,
              result.failure().get().getMessage()));
    }
  }

  boolean hasNews() {
    return hooks.hasNews();
  }

  boolean settled() {
    return attached.containsAll(wanted);
  }
}
