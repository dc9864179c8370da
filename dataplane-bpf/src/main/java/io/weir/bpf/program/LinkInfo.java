package io.weir.bpf.program;

import java.util.Optional;

/**
 * What the kernel says of a link.
 *
 * @param programName at most 15 characters: what the kernel keeps
 * @param target the id of the cgroup, or the interface index; 0 when what it was attached to is
 *     gone
 * @param attachType empty for a type this code does not use
 */
public record LinkInfo(
    int id, int programId, String programName, long target, Optional<AttachType> attachType) {}
