package io.weir.bpf.program;

import java.util.Locale;

/** Where XDP programs run (linux/if_link.h). An interface has one at a time. */
public enum XdpMode {
  /** In the driver, before the kernel makes a packet of the frame; not every driver can. */
  NATIVE(1 << 2), // XDP_FLAGS_DRV_MODE
  /** In front of the stack, on any interface; slower, since the packet has been made by then. */
  GENERIC(1 << 1); // XDP_FLAGS_SKB_MODE

  private final int flag;

  XdpMode(int flag) {
    this.flag = flag;
  }

  int flag() {
    return flag;
  }

  /** As users write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
