package io.weir.policy.compile;

/** What is kept for as long as somebody uses it. */
abstract class Counted {
  private int users;

  final void use() {
    users++;
  }

  final void leave() {
    users--;
  }

  final boolean isUsed() {
    return users > 0;
  }
}
