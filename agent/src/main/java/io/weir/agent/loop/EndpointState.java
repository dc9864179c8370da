package io.weir.agent.loop;

import io.weir.agent.model.PodLink;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.values.ObjectName;
import java.util.Optional;

/**
 * One interface that we enforce on.
 *
 * @param pod empty while nobody is known to have the addresses
 * @param wanted what its policies say
 * @param inForce what the kernel has
 * @param attached whether the programs are at the interface
 */
public record EndpointState(
    PodLink link,
    Optional<ObjectName> pod,
    EndpointPolicy wanted,
    EndpointPolicy inForce,
    boolean attached) {
  public boolean upToDate() {
    return attached && wanted.equals(inForce);
  }
}
