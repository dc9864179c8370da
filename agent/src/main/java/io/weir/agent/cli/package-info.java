/**
 * The command line. Asks the agent through its unix socket ({@code observe}'s wire records), or the
 * pinned maps when there is no agent. Knows nothing of wiring: {@code boot} hands it what {@code
 * weir agent} runs. Exit codes are {@link io.weir.agent.cli.Exit}.
 */
package io.weir.agent.cli;
