package io.weir.agent.watch;

import java.io.IOException;

/**
 * Reads the events of one watch connection: {@code {"type": ..., "object": ...}} one after another.
 */
final class EventStream {
  /** What the reflector does with the metadata of each event. */
  interface Follower {
    /** The object of {@code meta} exists. */
    void present(Meta meta);

    /** The object of {@code meta} is gone. */
    void gone(Meta meta);

    void bookmark(Meta meta);
  }

  private final Intake intake;
  private final Follower follower;

  EventStream(Intake intake, Follower follower) {
    this.intake = intake;
    this.follower = follower;
  }

  /**
   * Reads to the end of the stream.
   *
   * @throws Refused for an event of type ERROR
   * @throws Garbage where the stream is JSON but no watch
   */
  void read(Json in) throws IOException {
    while (in.next()) {
      Event event = new Event();
      try {
        in.object(field -> event.field(field, in));
      } catch (Malformed e) {
        throw new Garbage(e.getMessage());
      }
      event.finish();
    }
  }

  /** One event while it streams by; API servers write the type before the object. */
  private final class Event {
    private String type = "";
    private boolean whole;
    private StatusDraft error;

    void field(String name, Json in) {
      switch (name) {
        case "type" -> type = in.text();
        case "object" -> object(in);
        default -> in.skip();
      }
    }

    private void object(Json in) {
      whole = true;
      switch (type) {
        case "ADDED", "MODIFIED" -> follower.present(intake.changed(in));
        case "DELETED" -> follower.gone(intake.deleted(in));
        case "BOOKMARK" -> {
          Draft bookmark = new Draft.MetaOnly();
          bookmark.read(in);
          follower.bookmark(bookmark.meta());
        }
        case "ERROR" -> {
          error = new StatusDraft();
          error.read(in);
        }
        default -> throw new Malformed("expected a known type before the object, type=" + type);
      }
    }

    void finish() throws IOException {
      if (!whole) {
        throw new Garbage("expected an event with an object, type=" + type);
      }
      if (error != null) {
        throw error.refused();
      }
    }
  }
}
