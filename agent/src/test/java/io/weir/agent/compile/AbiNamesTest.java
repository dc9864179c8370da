package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.KernelTimes;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.WirePath;
import io.weir.agent.observe.WireSnapshot;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.btf.Layout;
import io.weir.bpf.program.BpfObject;
import io.weir.service.model.ExternalMode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names and numbers that the agent repeats are those of the object it loads. */
class AbiNamesTest {
  private static final Pattern PREFIXES = Pattern.compile("^(FRONTEND|SLOT|MEMBER|POD)_.*");

  private static final Pattern POLICY_PREFIXES =
      Pattern.compile("^(ENDPOINT|PEER|PREFIX|RULE_SET|PART)_.*");

  private static final Pattern WIRE_PREFIXES = Pattern.compile("^(SERVICE_ADDRESS|TRANSLATION)_.*");

  /** The name of a program's section, as the object's string table has it. */
  private static final Pattern SECTION = Pattern.compile("\\x00(?:[.]rel)?cgroup/(\\w+)(?=\\x00)");

  @Test
  void flagsAreTheEnumeratorsOfTheObject() throws Exception {
    assertThat(flags(Flags.class))
        .as("Flags, as abi.h has them")
        .isEqualTo(enumerators(SocketPrograms.OBJECT, PREFIXES));
  }

  @Test
  void flagsOfPolicyAreTheEnumeratorsOfTheirObject() throws Exception {
    assertThat(flags(PolicyFlags.class))
        .as("PolicyFlags, as workload_abi.h has them")
        .isEqualTo(enumerators(WorkloadPrograms.OBJECT, POLICY_PREFIXES));
  }

  @Test
  void flagsOfTheWireAreTheEnumeratorsOfTheirObject() throws Exception {
    assertThat(flags(WireFlags.class))
        .as("WireFlags, as wire_abi.h has them")
        .isEqualTo(enumerators(WirePrograms.OBJECT, WIRE_PREFIXES));
  }

  /** Counters are read by their number, one for each component in its order. */
  @Test
  void countersAreInTheOrderOfTheirEnumerators() throws IOException {
    assertThat(components(AgentSnapshot.SocketCounts.class))
        .isEqualTo(counters(SocketPrograms.OBJECT, "SOCKET_"));
    List<String> workload = components(PolicySnapshot.Workload.class);
    assertThat(workload.removeLast()).as("told by the sweep").isEqualTo("flows");
    assertThat(workload).isEqualTo(counters(WorkloadPrograms.OBJECT, "WORKLOAD_"));
    assertThat(components(WireSnapshot.Events.class))
        .isEqualTo(
            numbered("wire_counter", "WIRE_").stream()
                .map(name -> camel(name.replaceFirst("^FLOWS_", "")))
                .toList());
  }

  @Test
  void pathsAndModesAreThoseOfTheObjectInTheirOrder() throws IOException {
    assertThat(Arrays.stream(WirePath.values()).map(Enum::name))
        .isEqualTo(numbered("wire_path", "WIRE_"));
    assertThat(Arrays.stream(ExternalMode.values()).map(Enum::name))
        .isEqualTo(numbered("external_mode", "EXTERNAL_"));
  }

  /** An enum of the programs on the wire by its numbers, from 0 on, without how many there are. */
  private static List<String> numbered(String enumeration, String prefix) throws IOException {
    List<Layout.Constant> constants =
        Btf.ofObject(bytes(WirePrograms.OBJECT), WirePrograms.OBJECT).enumerations().stream()
            .filter(e -> e.name().equals(enumeration))
            .flatMap(e -> e.constants().stream())
            .filter(c -> !c.name().matches("WIRE_(PATHS|COUNTERS)"))
            .sorted(Comparator.comparingLong(Layout.Constant::value))
            .toList();
    for (int i = 0; i < constants.size(); i++) {
      assertThat(constants.get(i).value()).as(constants.get(i).name()).isEqualTo(i);
    }
    return constants.stream().map(c -> c.name().substring(prefix.length())).toList();
  }

  @Test
  void whatIsTimedIsWhatTheObjectTimesInItsOrder() throws IOException {
    assertThat(Arrays.stream(KernelTimes.Kind.values()).map(Enum::name))
        .isEqualTo(
            enumerators(SocketPrograms.OBJECT, Pattern.compile("TCP_TIME_.*")).entrySet().stream()
                .filter(e -> !e.getKey().equals("TCP_TIME_KINDS"))
                .sorted(Map.Entry.comparingByValue())
                .map(e -> e.getKey().substring("TCP_TIME_".length()))
                .toList());
  }

  private static List<String> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** In camel case, by their number; what is about flows does not say so in Java. */
  private static List<String> counters(String object, String prefix) throws IOException {
    return enumerators(object, Pattern.compile(prefix + ".*")).entrySet().stream()
        .filter(e -> !e.getKey().equals(prefix + "COUNTERS"))
        .sorted(Map.Entry.comparingByValue())
        .map(e -> e.getKey().substring(prefix.length()).replaceFirst("^FLOWS_", ""))
        .map(AbiNamesTest::camel)
        .toList();
  }

  private static String camel(String name) {
    return Pattern.compile("_(.)")
        .matcher(name.toLowerCase(Locale.ROOT))
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  private static Map<String, Long> enumerators(String object, Pattern names) throws IOException {
    Map<String, Long> enumerators = new TreeMap<>();
    Btf.ofObject(bytes(object), object).enumerations().stream()
        .flatMap(e -> e.constants().stream())
        .filter(c -> names.matcher(c.name()).matches())
        .forEach(c -> enumerators.put(c.name(), c.value()));
    return enumerators;
  }

  @Test
  void everyProgramOfTheObjectHasItsHook() throws IOException {
    Set<String> programs = new TreeSet<>();
    Matcher section =
        SECTION.matcher(new String(bytes(SocketPrograms.OBJECT), StandardCharsets.ISO_8859_1));
    while (section.find()) {
      programs.add(section.group(1));
    }
    programs.add("tcp_timing"); // its section has the name of its type alone
    Btf types = Btf.ofObject(bytes(SocketPrograms.OBJECT), SocketPrograms.OBJECT);

    assertThat(Arrays.stream(SocketHook.values()).map(SocketHook::program))
        .as("programs of " + SocketPrograms.OBJECT)
        .containsExactlyInAnyOrderElementsOf(programs)
        .allMatch(types::hasFunction);
  }

  private static Map<String, Long> flags(Class<?> constants) throws IllegalAccessException {
    Map<String, Long> flags = new TreeMap<>();
    for (Field field : constants.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        flags.put(field.getName(), field.getLong(null));
      }
    }
    return flags;
  }

  private static byte[] bytes(String object) throws IOException {
    String resource = BpfObject.RESOURCES + object;
    try (InputStream in = BpfObject.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }
}
