package io.weir.policy.compile;

/**
 * What holds for addresses whose longest known prefix this is.
 *
 * @param part 0 = no block holds
 * @param podRange pods have their addresses from here
 */
public record PrefixPart(int part, boolean podRange) {}
