package io.weir.service.compile;

/**
 * Something in an object that cannot be used. The rest of the object is used all the same.
 *
 * @param object kind and name, e.g. {@code Service shop/web}
 * @param field path inside the object, e.g. {@code spec.ports[1].port}
 * @param reason what is wrong and with which value, cut to 120 characters
 */
public record Fault(String object, String field, String reason) {}
