package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;

/**
 * One object while it streams by: {@link #read} fills it, then it is asked once for the event that
 * it means. Thrown away afterwards.
 */
abstract class Draft {
  private final Meta meta;

  /** Of an object whose labels do not matter. */
  Draft() {
    this(false);
  }

  Draft(boolean wantsLabels) {
    meta = new Meta(wantsLabels);
  }

  final Meta meta() {
    return meta;
  }

  final void read(Json in) {
    in.object(field -> {
      if (field.equals("metadata")) {
        meta.read(in);
      } else {
        field(field, in);
      }
    });
  }

  /** Reads or skips the value of a field other than metadata. */
  abstract void field(String name, Json in);

  /** The event that the object exists in this form. */
  abstract ClusterEvent changed();

  /** Only the metadata: of deleted objects and bookmarks. */
  static final class MetaOnly extends Draft {
    @Override
    void field(String name, Json in) {
      in.skip();
    }

    @Override
    ClusterEvent changed() {
      throw new IllegalStateException("only metadata was read of " + meta().key());
    }
  }
}
