/**
 * The control loops a cluster has, in their simplest form. What is to be done is decided by pure
 * functions from objects to plans; a controller watches, applies the plan, and tries again.
 */
package io.weir.sandbox.controller;
