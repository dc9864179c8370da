/**
 * The demo: a cluster brought up, the examples applied, every kind of address tried from pods,
 * nodes and outside, endpoints changed under traffic. Uses what a user of the sandbox has: its API
 * over HTTP, and processes placed into pods.
 */
package io.weir.sandbox.demo;
