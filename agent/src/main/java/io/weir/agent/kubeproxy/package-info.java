/**
 * What kube-proxy has left in this node's netfilter: read with the node's own tools, compared with
 * our maps, and removed. Knows neither the agent nor Kubernetes. {@link
 * io.weir.agent.kubeproxy.NodeTools} alone has effects; the rest judges text.
 */
package io.weir.agent.kubeproxy;
