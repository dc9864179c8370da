/** The kubelet: pods as network namespaces with cgroups and echo servers, and the Node objects. */
package io.weir.sandbox.node;
