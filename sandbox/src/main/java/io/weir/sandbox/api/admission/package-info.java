/**
 * What the API server adds to the objects it stores and refuses to store: defaults, Service
 * addresses and node ports, validation. Only what users of the sandbox notice. May use {@code
 * api.json} only.
 */
package io.weir.sandbox.api.admission;
