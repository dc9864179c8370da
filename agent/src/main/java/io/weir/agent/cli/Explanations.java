package io.weir.agent.cli;

import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/** Asks every agent the same questions and makes one answer of theirs. */
final class Explanations {
  /** In one request to each agent. */
  private static final int BATCH = 256;

  private final List<AgentSocket> agents;
  private final Consumer<String> warn;

  /**
   * @param warn told of agents that do not answer, as long as one does
   */
  Explanations(List<AgentSocket> agents, Consumer<String> warn) {
    this.agents = agents;
    this.warn = warn;
  }

  /**
   * One answer for each question, in order.
   *
   * @throws CliFailure when no agent answers
   */
  List<ExplainAnswer> answer(List<ExplainQuestion> questions) {
    String body = String.join("\n", questions.stream().map(Wire.LINE::writeValueAsString).toList());
    List<Attempt> attempts = agents.parallelStream().map(agent -> Attempt.of(agent, body)).toList();
    List<CliFailure> failures = attempts.stream().flatMap(a -> a.failure().stream()).toList();
    List<ExplainAnswer> merged = List.of();
    for (Attempt attempt : attempts) {
      merged = attempt.failure().isPresent() ? merged : merge(merged, attempt.answers());
    }
    if (merged.isEmpty()) {
      throw failures.getFirst();
    }
    failures.forEach(e -> warn.accept(e.getMessage()));
    return merged;
  }

  /** What one agent said, or why it did not. */
  private record Attempt(List<ExplainAnswer> answers, Optional<CliFailure> failure) {
    static Attempt of(AgentSocket agent, String body) {
      try {
        return new Attempt(
            Wire.items(agent.post("/v1/explain", body), ExplainAnswer.class), Optional.empty());
      } catch (CliFailure e) {
        return new Attempt(List.of(), Optional.of(e));
      }
    }
  }

  private static List<ExplainAnswer> merge(List<ExplainAnswer> some, List<ExplainAnswer> others) {
    List<ExplainAnswer> merged = new ArrayList<>(others);
    for (int i = 0; i < some.size(); i++) {
      merged.set(i, some.get(i).merge(others.get(i)));
    }
    return merged;
  }

  /** One line of JSON for each line; a line that is no question is answered with its problem. */
  void answerLines(InputStream in, PrintWriter out) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<String> batch = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        batch.add(line);
        if (batch.size() == BATCH || !lines.ready()) {
          answerBatch(batch, out);
          batch.clear();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading questions", e);
    }
  }

  private void answerBatch(List<String> lines, PrintWriter out) {
    List<ExplainAnswer> answers = new ArrayList<>();
    List<ExplainQuestion> questions = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (String line : lines) {
      try {
        questions.add(ExplainQuestion.read(Wire.JSON.readTree(line)));
        places.add(answers.size());
        answers.add(ExplainAnswer.problem("not answered"));
      } catch (IllegalArgumentException | JacksonException e) {
        answers.add(ExplainAnswer.problem("no question: " + e.getMessage()));
      }
    }
    if (!questions.isEmpty()) {
      List<ExplainAnswer> found = answer(questions);
      for (int i = 0; i < found.size(); i++) {
        answers.set(places.get(i), found.get(i));
      }
    }
    answers.forEach(answer -> out.print(Wire.LINE.writeValueAsString(answer) + "\n"));
    out.flush();
  }
}
