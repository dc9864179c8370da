package io.weir.agent.watch;

import io.weir.agent.model.ObjectRef;

/** What {@link io.weir.agent.model.UserEvents#warn} was told. */
record Warning(ObjectRef regarding, String reason, String note) {}
