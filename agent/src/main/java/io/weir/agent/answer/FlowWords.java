package io.weir.agent.answer;

import io.weir.agent.compile.FlowFlags;
import io.weir.agent.compile.WireFlags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flags of flows that their state does not tell. */
final class FlowWords {
  private static final Map<Integer, String> CONNECTION = new LinkedHashMap<>();
  private static final Map<Integer, String> TRANSLATION = new LinkedHashMap<>();

  static {
    CONNECTION.put(FlowFlags.FLOW_ADOPTED, "adopted");
    CONNECTION.put(FlowFlags.FLOW_OWN_NODE, "own-node");
    TRANSLATION.put(WireFlags.TRANSLATION_ONE_WAY, "one-way");
    TRANSLATION.put(WireFlags.TRANSLATION_SNAT, "snat");
    TRANSLATION.put(WireFlags.TRANSLATION_EXTERNAL, "external");
  }

  private FlowWords() {}

  static List<String> connection(int flags) {
    return words(flags, CONNECTION);
  }

  static List<String> translation(int flags) {
    return words(flags, TRANSLATION);
  }

  private static List<String> words(int flags, Map<Integer, String> names) {
    List<String> words = new ArrayList<>();
    names.forEach((bit, word) -> {
      if ((flags & bit) != 0) {
        words.add(word);
      }
    });
    return words;
  }
}
