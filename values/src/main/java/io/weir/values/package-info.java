/**
 * Values that Services and policies share: addresses, prefixes, protocols, names of objects, and
 * what was wrong in an object. Immutable, valid once they exist. May import the JDK only.
 */
package io.weir.values;
