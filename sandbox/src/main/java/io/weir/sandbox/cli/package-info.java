/** {@code weir} and its verbs for the sandbox: words and text only, the work is in {@code boot}. */
package io.weir.sandbox.cli;
