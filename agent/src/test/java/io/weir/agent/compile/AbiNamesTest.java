package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.SocketPrograms;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.program.BpfObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names and numbers that the agent repeats are those of the object it loads. */
class AbiNamesTest {
  private static final Pattern PREFIXES = Pattern.compile("^(FRONTEND|SLOT|MEMBER|POD)_.*");

  /** The name of a program's section, as the object's string table has it. */
  private static final Pattern SECTION = Pattern.compile("\\x00(?:[.]rel)?cgroup/(\\w+)(?=\\x00)");

  @Test
  void flagsAreTheEnumeratorsOfTheObject() throws Exception {
    Map<String, Long> enumerators = new TreeMap<>();
    Btf.ofObject(bytes(), SocketPrograms.OBJECT).enumerations().stream()
        .flatMap(e -> e.constants().stream())
        .filter(c -> PREFIXES.matcher(c.name()).matches())
        .forEach(c -> enumerators.put(c.name(), c.value()));

    assertThat(flags()).as("Flags, as abi.h has them").isEqualTo(enumerators);
  }

  @Test
  void everyProgramOfTheObjectHasItsHook() throws IOException {
    Set<String> programs = new TreeSet<>();
    Matcher section = SECTION.matcher(new String(bytes(), StandardCharsets.ISO_8859_1));
    while (section.find()) {
      programs.add(section.group(1));
    }
    Btf types = Btf.ofObject(bytes(), SocketPrograms.OBJECT);

    assertThat(Arrays.stream(SocketHook.values()).map(SocketHook::program))
        .as("programs of " + SocketPrograms.OBJECT)
        .containsExactlyInAnyOrderElementsOf(programs)
        .allMatch(types::hasFunction);
  }

  private static Map<String, Long> flags() throws IllegalAccessException {
    Map<String, Long> flags = new TreeMap<>();
    for (Field field : Flags.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        flags.put(field.getName(), field.getLong(null));
      }
    }
    return flags;
  }

  private static byte[] bytes() throws IOException {
    String resource = BpfObject.RESOURCES + SocketPrograms.OBJECT;
    try (InputStream in = BpfObject.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }
}
