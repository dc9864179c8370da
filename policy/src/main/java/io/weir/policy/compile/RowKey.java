package io.weir.policy.compile;

/** Which rules of a set a part matches is one row. */
public record RowKey(int set, PartKind kind, int part) {}
