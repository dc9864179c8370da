#!/bin/bash
# Builds weir-kube (see main.go) unless it is built already, and prints its path. The first build takes
# minutes; the result is kept in a cache directory by the hash of what it is made from.
set -euo pipefail
cd "$(dirname "$0")"
command -v go >/dev/null || { echo "weir-kube needs Go 1.26 or newer: apt-get install golang-go, or see go.dev/dl" >&2; exit 69; }
hash=$(cat go.mod go.sum ./*.go build.sh | sha256sum | cut -c1-16)
dir=${WEIR_CACHE:-$HOME/.cache/weir}/kube-$hash
if [ ! -x "$dir/weir-kube" ]; then
  mkdir -p "$dir"
  exec 9>"$dir/.lock"
  flock 9
  if [ ! -x "$dir/weir-kube" ]; then
    echo "building weir-kube in $dir: six to ten minutes on two cores the first time" >&2
    version=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
    CGO_ENABLED=0 nice -n 10 go build -p 2 -trimpath \
      -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" -o "$dir/weir-kube.part" . >&2
    mv "$dir/weir-kube.part" "$dir/weir-kube"
  fi
fi
echo "$dir/weir-kube"
