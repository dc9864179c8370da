package io.weir.sandbox.demo;

import io.weir.agent.boot.AgentMain;
import io.weir.agent.cli.WeirCommand;
import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.net.NodeNet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** {@code weir explain}, asked of the agents of all nodes. */
final class Explain {
  private final Sandbox sandbox;

  Explain(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * @param verdict {@code ALLOWED}, {@code DENIED} or {@code UNKNOWN}
   * @param because what decided at each end
   */
  record Answer(String verdict, List<String> because) {
    Answer {
      because = List.copyOf(because);
    }
  }

  /**
   * @param target with a port, such as {@code shop/db:5432}
   */
  Answer ask(String from, String target) {
    StringWriter text = new StringWriter();
    CommandLine weir = WeirCommand.commandLine(new AgentMain()).setOut(new PrintWriter(text));
    List<String> words = new ArrayList<>(List.of("explain", "--from", from, "--to", target));
    words.addAll(List.of("--family", "IPv4", "-o", "json"));
    for (NodeNet node : sandbox.blueprint().nodeNets()) {
      words.addAll(List.of("--run-dir", sandbox.directory().agent(node.name()).toString()));
    }
    weir.execute(words.toArray(String[]::new));
    if (text.toString().isBlank()) {
      return new Answer("UNKNOWN", List.of("no agent answers"));
    }
    JsonNode answer = Json.parse(text.toString().getBytes(StandardCharsets.UTF_8));
    List<String> because =
        Json.objects(answer, "flows").stream()
            .flatMap(flow -> Json.objects(flow, "ends").stream())
            .map(Explain::end)
            .toList();
    return new Answer(Json.text(answer, "verdict"), because);
  }

  private static String end(JsonNode end) {
    return Json.text(end, "direction").toLowerCase(Locale.ROOT)
        + " "
        + Json.text(end, "verdict").toLowerCase(Locale.ROOT)
        + ": "
        + Json.text(end, "because");
  }
}
