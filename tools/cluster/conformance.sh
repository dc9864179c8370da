#!/bin/bash
# Runs upstream's tests with kube-proxy, then with Weir, and writes docs/conformance.md: some 50 minutes. Root.
set -euo pipefail
cd "$(dirname "$0")"
reports=${WEIR_CACHE:-$HOME/.cache/weir}/conformance
mkdir -p "$reports"

# Some tests want three zones.
./cluster.sh up --nodes 3 --proxy nftables
# Nothing enforces policies beside kube-proxy: of Netpol it proves nothing.
./e2e.sh --suite services --report "$reports/kube-proxy.json" || true
./cluster.sh up --nodes 3 --proxy none
./e2e.sh --suite all --report "$reports/weir.json" || true
go run ./cmd/table "$reports/kube-proxy.json" "$reports/weir.json" suites/skips.txt suites/differences.txt \
  >../../docs/conformance.md
