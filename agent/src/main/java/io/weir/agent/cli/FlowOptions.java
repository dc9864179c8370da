package io.weir.agent.cli;

import io.weir.agent.observe.FlowFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose flows. Add it as a {@link Mixin}. */
final class FlowOptions {
  private static final String EMPTY = "";

  @Option(
      names = "--address",
      paramLabel = "ADDRESS[/LENGTH]",
      defaultValue = EMPTY,
      description = "Of either end, before or after translation.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = EMPTY,
      description = "Of either end, before or after translation.")
  private String port;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      defaultValue = EMPTY,
      description = "tcp, udp, sctp, icmp, icmpv6 or a number.")
  private String protocol;

  @Option(
      names = "--service",
      paramLabel = "[NAMESPACE/]NAME",
      defaultValue = EMPTY,
      description = "Translated for this Service; NAMESPACE/* for all of a namespace.")
  private String service;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      defaultValue = EMPTY,
      description = "opening, answered, established, closing, closed, reset or cut.")
  private String state;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      defaultValue = EMPTY,
      description = "policy (connections of pods) or wire (translations of Services).")
  private String table;

  @Option(
      names = "--client",
      paramLabel = "ADDRESS[:PORT]",
      defaultValue = EMPTY,
      description = "Who began it.")
  private String client;

  @Option(
      names = "--server",
      paramLabel = "ADDRESS[:PORT]",
      defaultValue = EMPTY,
      description = "Where it was sent, or its backend.")
  private String server;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  FlowFilter filter() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("address", address);
    given.put("port", port);
    given.put("protocol", protocol);
    given.put(
        "service", service.contains("/") || service.isEmpty() ? service : "default/" + service);
    given.put("state", state);
    given.put("table", table);
    given.put("client", client);
    given.put("server", server);
    try {
      return FlowFilter.of(name -> Optional.of(given.get(name)).filter(value -> !value.isEmpty()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage());
    }
  }
}
