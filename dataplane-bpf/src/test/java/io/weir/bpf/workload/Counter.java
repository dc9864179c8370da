package io.weir.bpf.workload;

/** {@code enum workload_counter} in flow_abi.h, in its order. */
enum Counter {
  FORWARDED_FROM_POD,
  FORWARDED_TO_POD,
  FLOWS_OPENED,
  FLOWS_ADOPTED,
  FLOWS_REJUDGED,
  FLOWS_CUT,
  WOULD_DENY,
  FLOWS_EXPIRED
}
