#!/bin/bash
# Builds the programs of a real node (kubelet, containerd, CoreDNS, agnhost, …) and upstream's tests unless they
# are built already, and prints their directory. The first build takes some ten minutes on two cores; the result
# is kept in a cache directory by the hash of what it is made from.
set -euo pipefail
cd "$(dirname "$0")"
command -v go >/dev/null || { echo "the cluster needs Go 1.26 or newer: apt-get install golang-go, or see go.dev/dl" >&2; exit 69; }
hash=$(cat go.mod go.sum cmd/{coredns,pause}/*.go e2e/*.go build.sh | sha256sum | cut -c1-16)
dir=${WEIR_CACHE:-$HOME/.cache/weir}/cluster-$hash
if [ ! -e "$dir/complete" ]; then
  mkdir -p "$dir"
  exec 9>"$dir/.lock"
  flock 9
  if [ ! -e "$dir/complete" ]; then
    echo "building the programs of a node in $dir: some ten minutes on two cores the first time" >&2
    version=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
    flags=(-trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version")
    export CGO_ENABLED=0
    for program in ./cmd/pause $(go list tool) ./cmd/coredns; do
      echo "  $program" >&2
      nice -n 10 go build -p 2 "${flags[@]}" -o "$dir/" "$program" >&2
    done
    echo "  helm" >&2 # with its own versions of what we share: those that it is released with
    GOBIN=$dir nice -n 10 go install -p 2 "${flags[@]}" helm.sh/helm/v3/cmd/helm@v3.21.4 >&2
    echo "  ./e2e" >&2
    nice -n 10 go test -c -p 2 "${flags[@]}" -o "$dir/e2e.test" ./e2e >&2
    touch "$dir/complete"
  fi
fi
echo "$dir"
