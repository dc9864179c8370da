package io.weir.agent.kubeproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node whose programs say what a test wrote down. */
public final class FakeTools implements NodeTools {
  private final Map<String, Said> said = new HashMap<>();
  public final List<String> ran = new ArrayList<>();
  public List<List<String>> processes = List.of();

  public FakeTools says(String command, String out) {
    said.put(command, new Said(0, out, ""));
    return this;
  }

  public FakeTools fails(String command, String err) {
    said.put(command, new Said(1, "", err));
    return this;
  }

  @Override
  public Optional<Said> run(List<String> argv, String input) {
    String command = String.join(" ", argv);
    ran.add(input.isEmpty() ? command : command + "\n" + input);
    return Optional.ofNullable(said.get(command));
  }

  @Override
  public List<List<String>> processes() {
    return processes;
  }
}
