package io.weir.bpf.workload;

import io.weir.bpf.program.BpfObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** Loads the programs once for a class, and empties their maps before each test. */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkloadCase {
  static final int INGRESS = 101;
  static final int EGRESS = 102;
  static final int AUDIT = 103;
  static final int CLOSED = 1;

  WorkloadLab lab;

  @BeforeAll
  void load() {
    lab = new WorkloadLab(getClass().getSimpleName(), this::configure);
  }

  /** Sizes of maps and constants, where the tests want other ones. */
  BpfObject configure(BpfObject object) {
    return object;
  }

  @BeforeEach
  void reset() {
    lab.reset();
  }

  @AfterAll
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  /** The pod has these rules for what goes to it. Returns where their counters begin. */
  int enforceIngress(Rules rules) {
    int counters = lab.install(INGRESS, rules);
    lab.put(Pod.open().sets(INGRESS, 0));
    return counters;
  }

  /** The pod has these rules in both directions. Returns where the ingress counters begin. */
  int enforce(Rules rules) {
    lab.install(EGRESS, rules);
    int counters = lab.install(INGRESS, rules);
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    return counters;
  }
}
