#!/bin/bash
# Runs upstream's tests of the network against the cluster that is up. Root.
set -euo pipefail

usage() {
  cat <<END
usage: e2e.sh [--name NAME] [--focus REGEX] [--procs N] [--report FILE]

  --focus REGEX   which tests; default: all of those that e2e-skips.txt does not name
  --procs N       tests at the same time (4)
  --report FILE   where the results go, as ginkgo's JSON
END
}

HERE=$(dirname "$(readlink -f "$0")")
# Services and Netpol; what only asks the API server, or the DNS server, proves nothing about a dataplane.
FOCUS='\[sig-network\] (Services|Networking Granular|EndpointSlice |Conntrack|Traffic Distribution|Topology Hints|HostPort|NoSNAT|Connectivity|Service endpoints|Service CIDRs|Netpol|\[Feature:IPv6DualStack\])'
NAME=default PROCS=4 REPORT=
while [ $# -gt 1 ]; do
  case $1 in
    --name) NAME=$2 ;;
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

skips=$(sed -n '/^#/d; s/\t.*//p' "$HERE/e2e-skips.txt" | paste -sd'|')
results=$STATE/e2e
mkdir -p "$results"
cd "$results"
join_cgroups control # ends with the cluster
nsenter --net="/run/netns/$LAN" "$PROGRAMS/ginkgo" run --procs="$PROCS" --no-color --succinct --keep-going \
  --focus="$FOCUS" --skip="$skips" --output-dir="$results" --json-report=report.json \
  "$PROGRAMS/e2e.test" -- \
  --kubeconfig="$STATE/control/kubeconfig" --kubectl-path="$PROGRAMS/kubectl" \
  --provider=skeleton --num-nodes="$NODES" --disable-log-dump && code=0 || code=$?
[ -z "$REPORT" ] || cp "$results/report.json" "$REPORT"
exit "$code"
