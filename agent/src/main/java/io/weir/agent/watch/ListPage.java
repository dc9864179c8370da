package io.weir.agent.watch;

import java.util.Set;

/** One page of a list, its items delivered while they stream by. */
final class ListPage {
  private final Intake intake;
  private final Set<String> keys;
  private String resourceVersion = "";
  private String more = "";
  private boolean items;

  /**
   * @param keys where to add the key of each item
   */
  ListPage(Intake intake, Set<String> keys) {
    this.intake = intake;
    this.keys = keys;
  }

  /**
   * @throws Garbage where this is no list: taken for an empty one, it would delete everything
   */
  void read(Json in) throws Garbage {
    try {
      if (in.next()) {
        in.object(field -> field(field, in));
      }
    } catch (Malformed e) {
      throw new Garbage(e.getMessage());
    }
    if (!items || resourceVersion.isEmpty()) {
      throw new Garbage("expected a list with items and a resourceVersion");
    }
  }

  private void field(String name, Json in) {
    switch (name) {
      case "metadata" -> in.object(field -> metadata(field, in));
      case "items" -> {
        items = true;
        in.elements(() -> item(in));
      }
      default -> in.skip();
    }
  }

  private void metadata(String field, Json in) {
    switch (field) {
      case "resourceVersion" -> resourceVersion = in.text();
      case "continue" -> more = in.text();
      default -> in.skip();
    }
  }

  private void item(Json in) {
    String key = intake.changed(in).key();
    if (!key.isEmpty()) {
      keys.add(key);
    }
  }

  String resourceVersion() {
    return resourceVersion;
  }

  /** The token of the next page, "" after the last. */
  String more() {
    return more;
  }
}
