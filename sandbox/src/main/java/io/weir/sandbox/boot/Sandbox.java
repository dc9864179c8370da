package io.weir.sandbox.boot;

import io.weir.bpf.sys.Cgroups;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.SandboxFault;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A sandbox that exists.
 *
 * @param withAgents whether an agent runs on each node
 */
public record Sandbox(
    Blueprint blueprint, boolean withAgents, CgroupTree cgroups, RunDirectory directory) {
  /** A number that an earlier version did not write is 0. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /** What state.json holds. */
  private record State(Blueprint blueprint, boolean withAgents) {}

  /** The paths are made from the name, whether or not anything is there. */
  public static Sandbox of(Blueprint blueprint, boolean withAgents) {
    String name = blueprint.name();
    return new Sandbox(blueprint, withAgents, cgroups(name), RunDirectory.of(name));
  }

  /** Empty where no such sandbox was started. */
  public static Optional<Sandbox> find(String name) {
    Blueprint.checkName(name);
    RunDirectory directory = RunDirectory.of(name);
    try {
      return RunDirectory.read(directory.state())
          .map(text -> JSON.readValue(text, State.class))
          .map(state -> of(state.blueprint(), state.withAgents()));
    } catch (JacksonException e) {
      throw new SandboxFault(
          "cannot understand %s: run `weir sandbox down --name %s`"
              .formatted(directory.state(), name),
          e);
    }
  }

  /**
   * @throws SandboxFault that says how to start one
   */
  public static Sandbox get(String name) {
    return find(name)
        .orElseThrow(() ->
            new SandboxFault(
                "there is no sandbox name=%s: start it with `weir sandbox up%s`"
                    .formatted(name, nameFlag(name))));
  }

  /** The flag that a user has to give for this name, with a space in front. */
  static String nameFlag(String name) {
    return name.equals("default") ? "" : " --name " + name;
  }

  void save() {
    RunDirectory.write(
        directory.state(), JSON.writeValueAsString(new State(blueprint, withAgents)));
  }

  static CgroupTree cgroups(String name) {
    Path mount =
        Cgroups.mount()
            .orElseThrow(() ->
                new SandboxFault(
                    "cgroup v2 is not mounted: `mount -t cgroup2 none /sys/fs/cgroup/unified`"));
    return CgroupTree.of(mount, name);
  }
}
