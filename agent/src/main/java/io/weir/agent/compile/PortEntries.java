package io.weir.agent.compile;

import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.SourceRangeKey;
import java.util.Map;

/** Every map entry of one Service port, but for its slots ({@link SlotLayout}). */
public record PortEntries(
    Map<FrontendKey, Frontend> frontends,
    Map<NodePortKey, Frontend> nodePorts,
    Map<MemberKey, Member> members,
    Map<SourceRangeKey, Integer> sourceRanges,
    Map<MaglevKey, MaglevChunk> maglev) {
  public static final PortEntries NONE =
      new PortEntries(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
}
