/**
 * Which program at which hook, and where it is pinned. Effects: bpf(2), the cgroup tree. Knows
 * nothing of Kubernetes objects but the uid in a cgroup's name. May import: bpf.
 */
package io.weir.agent.attach;
