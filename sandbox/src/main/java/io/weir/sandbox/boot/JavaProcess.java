package io.weir.sandbox.boot;

import io.weir.sandbox.net.SandboxFault;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A background process of the sandbox, of this same program's classes. It is in its cgroup before
 * it is itself, and in a session of its own, so that Ctrl-C at the terminal does not reach it.
 *
 * @param cgroup where it lives
 * @param entry what enters a network namespace before it starts; may be empty
 * @param jvm flags
 * @param main the class to run
 */
record JavaProcess(
    Path cgroup, List<String> entry, List<String> jvm, Class<?> main, List<String> arguments) {
  private static final String INTO_CGROUP = "echo 0 > \"$0/cgroup.procs\" && exec \"$@\"";

  /** Shell words that put a program into a cgroup before it starts. */
  static List<String> inCgroup(Path cgroup) {
    return List.of("sh", "-c", INTO_CGROUP, cgroup.toString());
  }

  static List<String> inNamespace(Path namespace) {
    return List.of("nsenter", "--net=" + namespace);
  }

  Process start(Map<String, String> environment, File log) {
    List<String> argv = new ArrayList<>(List.of("setsid"));
    argv.addAll(inCgroup(cgroup));
    argv.addAll(entry);
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(jvm);
    argv.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    argv.add("--sun-misc-unsafe-memory-access=allow");
    argv.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    argv.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new SandboxFault("cannot start " + main.getSimpleName() + " " + arguments, e);
    }
  }
}
