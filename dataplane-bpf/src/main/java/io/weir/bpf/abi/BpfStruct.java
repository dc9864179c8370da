package io.weir.bpf.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the C struct a record mirrors. Members are matched by name ({@code service_id} is {@code
 * serviceId}), offsets, widths and byte order come from the BTF of the object being loaded; members
 * named {@code pad} have no component and are written as zero.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface BpfStruct {
  String value();
}
