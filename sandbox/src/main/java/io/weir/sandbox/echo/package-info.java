/** The servers inside the pods: sockets opened in a pod's namespace, served from one process. */
package io.weir.sandbox.echo;
