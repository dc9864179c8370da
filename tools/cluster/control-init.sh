#!/bin/bash
# The first process of the control plane: starts its parts one after the other and ends with the first that ends.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

here=$STATE/control
common=(--dir "$here" --address "$(lan_address "$(primary)" 1)" --port 6443)

part() {
  local name=$1
  shift
  "$@" >"$here/$name.log" 2>&1 &
}

part etcd "$WEIR_KUBE" etcd "${common[@]}"
await 30 "etcd is ready" grep -q ready "$here/etcd.log"
part apiserver "$WEIR_KUBE" apiserver "${common[@]}" -- \
  --service-cluster-ip-range="$(each service_range)" \
  --kubelet-client-certificate="$here/admin.crt" --kubelet-client-key="$here/admin.key" \
  --kubelet-preferred-address-types=InternalIP
await 120 "the API server is ready" grep -q ready "$here/apiserver.log"
part controllers "$WEIR_KUBE" controller-manager "${common[@]}" -- \
  --controllers='*' --service-cluster-ip-range="$(each service_range)"
part scheduler "$PROGRAMS/kube-scheduler" --kubeconfig="$here/kubeconfig" --leader-elect=false
wait -n
