package io.weir.agent.model;

/**
 * One condition of a policy's status, in the sense of metav1.Condition.
 *
 * @param type CamelCase: {@code Accepted}, {@code PriorityConflict}
 * @param holds whether its status is "True"
 * @param reason CamelCase, never empty
 * @param message for people, cut at 1024 characters
 */
public record PolicyCondition(String type, boolean holds, String reason, String message) {}
