package io.weir.policy.compile;

/**
 * @param own the rules that name exactly this prefix
 * @param covering the rules that cover it: own and those of every wider prefix. The longest prefix
 *     that contains a port is therefore the whole answer
 */
public record PortRow(PortPrefix prefix, RuleBits own, RuleBits covering) {}
