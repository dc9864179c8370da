#!/bin/bash
# Runs upstream's tests of the network against the cluster that is up. Root.
set -euo pipefail

usage() {
  cat <<END
usage: e2e.sh [--name NAME] [--suite SUITE] [--focus REGEX] [--procs N] [--report FILE]

  --suite SUITE   a file of suites/ with one regular expression per line (all)
  --focus REGEX   which tests, instead of a suite
  --procs N       tests at the same time (4)
  --report FILE   where the results go, as ginkgo's JSON

The last three may also stand in the environment: FOCUS, PROCS, REPORT; and ATTEMPTS, how often a test may be tried (1).
What suites/skips.txt names is left out.
END
}

HERE=$(dirname "$(readlink -f "$0")")
NAME=default SUITE=all FOCUS=${FOCUS:-} PROCS=${PROCS:-4} REPORT=${REPORT:-} ATTEMPTS=${ATTEMPTS:-1}
while [ $# -gt 1 ]; do
  case $1 in
    --name) NAME=$2 ;;
    --suite) SUITE=$2 ;;
    --focus) FOCUS=$2 ;;
    --procs) PROCS=$2 ;;
    --report) REPORT=$2 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done
# shellcheck source=lib.sh
. "$HERE/lib.sh"
# shellcheck source=cgroups.sh
. "$HERE/cgroups.sh"
recall

skips=$(sed -n '/^#/d; s/\t.*//p' "$HERE/suites/skips.txt" | paste -sd'|')
[ "$FAMILY" = dual ] || skips="$skips|\[Feature:IPv6DualStack\]"
[ -n "$FOCUS" ] || FOCUS="\[sig-network\] ($(grep -v '^#' "$HERE/suites/$SUITE.txt" | paste -sd'|'))"
results=$STATE/e2e
mkdir -p "$results"
cd "$results"
join_cgroups control # ends with the cluster
nsenter --net="/run/netns/$LAN" "$PROGRAMS/ginkgo" run --procs="$PROCS" --no-color --succinct --keep-going \
  --flake-attempts="$ATTEMPTS" --focus="$FOCUS" --skip="$skips" --output-dir="$results" --json-report=report.json \
  "$PROGRAMS/e2e.test" -- \
  --kubeconfig="$STATE/control/kubeconfig" --kubectl-path="$PROGRAMS/kubectl" \
  --provider=skeleton --num-nodes="$NODES" --disable-log-dump && code=0 || code=$?
[ -z "$REPORT" ] || cp "$results/report.json" "$REPORT"
exit "$code"
