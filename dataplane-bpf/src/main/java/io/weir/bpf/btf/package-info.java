/** Types as an object file tells them. Reads bytes, needs only the JDK. */
package io.weir.bpf.btf;
