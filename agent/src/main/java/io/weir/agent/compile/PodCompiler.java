package io.weir.agent.compile;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Pod;
import io.weir.policy.model.PodFacts;
import io.weir.values.Family;

/** Expresses a pod of this node as its entry of the pods map. Pure. */
public final class PodCompiler {
  private PodCompiler() {}

  /**
   * @param namespaceAllows false when the pod's namespace is opted out of socket load balancing
   */
  public static Pod compile(PodFacts pod, boolean namespaceAllows) {
    boolean balanced = namespaceAllows && pod.socketLoadBalancing();
    return new Pod(
        first(pod, Family.IPV4), first(pod, Family.IPV6), balanced ? 0 : Flags.POD_NO_SOCKET_LB);
  }

  private static Address first(PodFacts pod, Family family) {
    return pod.addresses().stream()
        .filter(a -> a.family() == family)
        .findFirst()
        .map(AbiAddress::of)
        .orElse(AbiAddress.NONE);
  }
}
