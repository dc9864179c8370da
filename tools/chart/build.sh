#!/bin/bash
# Builds what the chart is tested with (helm, kubeconform, and the schemas of Kubernetes' kinds) unless it is
# built already, and prints its directory. The first build takes some minutes; the result is kept in a cache
# directory by the hash of what it is made from.
set -euo pipefail
cd "$(dirname "$0")"
command -v go >/dev/null || { echo "the chart's tests need Go 1.26 or newer: apt-get install golang-go, or see go.dev/dl" >&2; exit 69; }
hash=$(cat build.sh schemas.go schemas/*.json ../kube/go.mod | sha256sum | cut -c1-16)
dir=${WEIR_CACHE:-$HOME/.cache/weir}/chart-$hash
if [ ! -e "$dir/complete" ]; then
  mkdir -p "$dir"
  exec 9>"$dir/.lock"
  flock 9
  if [ ! -e "$dir/complete" ]; then
    echo "building helm and kubeconform in $dir: some three minutes on two cores the first time" >&2
    flags=(-p 2 -trimpath)
    version=helm.sh/helm/v3/pkg/chartutil.k8sVersion # that helm renders for, unless a cluster says otherwise
    export CGO_ENABLED=0
    GOBIN=$dir nice -n 10 go install "${flags[@]}" -ldflags "-s -w -X ${version}Major=1 -X ${version}Minor=36" \
      helm.sh/helm/v3/cmd/helm@v3.21.4 >&2
    GOBIN=$dir nice -n 10 go install "${flags[@]}" -ldflags "-s -w" github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0 >&2
    mkdir -p "$dir/schemas"
    cp schemas/*.json "$dir/schemas/"
    kubernetes=$(cd ../kube && go mod download -json k8s.io/kubernetes | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
    go run schemas.go "$kubernetes/api/openapi-spec/swagger.json" "$dir/schemas" >&2
    touch "$dir/complete"
  fi
fi
echo "$dir"
