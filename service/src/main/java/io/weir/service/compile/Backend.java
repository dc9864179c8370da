package io.weir.service.compile;

import io.weir.service.model.L4Address;

/**
 * One endpoint of a Service port as traffic sees it.
 *
 * @param ready false only for serving and terminating ones (the fallback set)
 * @param local on our node
 */
public record Backend(L4Address address, boolean ready, boolean local) {}
