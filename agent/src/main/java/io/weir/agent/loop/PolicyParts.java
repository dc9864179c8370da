package io.weir.agent.loop;

import io.weir.agent.attach.WorkloadHooks;
import io.weir.agent.maps.PolicyMaps;
import io.weir.agent.model.PolicyStatuses;
import java.util.concurrent.Executor;

/**
 * What policies work with.
 *
 * @param background one thread in the agent's network namespace, for what takes long
 * @param statuses who is told how ClusterNetworkPolicies were judged
 * @param newPodsClosed an interface is closed until its pod is known
 * @param checkSource what leaves a pod must carry the pod's addresses
 */
public record PolicyParts(
    PolicyMaps maps,
    WorkloadHooks hooks,
    Executor background,
    PolicyStatuses statuses,
    boolean newPodsClosed,
    boolean checkSource) {}
