package io.weir.service.model;

import java.util.Optional;
import java.util.OptionalInt;

/** What a Service's annotations ask for; what they leave open is a setting of the agent. */
public record ExternalWish(Optional<ExternalMode> mode, OptionalInt maglevSize) {
  public static final ExternalWish NONE = new ExternalWish(Optional.empty(), OptionalInt.empty());

  public External over(External setting) {
    return new External(mode.orElse(setting.mode()), maglevSize.orElse(setting.maglevSize()));
  }
}
