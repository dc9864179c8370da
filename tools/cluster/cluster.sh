#!/bin/bash
# A real Kubernetes cluster on this machine: real kubelets and containers, nodes as namespaces. Root.
set -euo pipefail

usage() {
  cat <<END
usage: cluster.sh up|install|down|status [OPTIONS]

  --name NAME                     several clusters may stand beside each other (default)
  --nodes N                       2 or more (2)
  --family ipv4|ipv6|dual         (dual)
  --cni ptp|bridge                how pods are joined to their node (ptp)
  --proxy none|iptables|nftables  kube-proxy on every node (none)
  --weir yes|no                   Weir, by its chart (yes where there is no kube-proxy)

All but the name may also stand in the environment: NODES, FAMILY, CNI, PROXY, WEIR.
up prints the KUBECONFIG. Where such a cluster runs already it changes nothing; where another one does, or the
rest of one, that goes first. install puts Weir as it is built now on the cluster that is up.
END
}

HERE=$(dirname "$(readlink -f "$0")")
verb=${1:-}
[ $# = 0 ] || shift
NAME=default NODES=${NODES:-2} FAMILY=${FAMILY:-dual} CNI=${CNI:-ptp} PROXY=${PROXY:-none} WEIR=${WEIR:-}
while [ $# -gt 1 ]; do
  case $1 in
    --name) NAME=$2 ;;
    --nodes) NODES=$2 ;;
    --family) FAMILY=$2 ;;
    --cni) CNI=$2 ;;
    --proxy) PROXY=$2 ;;
    --weir) WEIR=$2 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done
[ -n "$WEIR" ] || WEIR=$([ "$PROXY" = none ] && echo yes || echo no)
export HERE NAME NODES FAMILY CNI PROXY
for file in lib cgroups network images control node weir; do
  # shellcheck source=/dev/null
  . "$HERE/$file.sh"
done

options() { echo "NODES=$NODES FAMILY=$FAMILY CNI=$CNI PROXY=$PROXY WEIR=$WEIR PROGRAMS=$PROGRAMS WEIR_KUBE=$WEIR_KUBE"; }

programs() {
  WEIR_KUBE=$("$HERE/../kube/build.sh")
  PROGRAMS=$("$HERE/build.sh")
  export WEIR_KUBE PROGRAMS
}

up() {
  local n
  programs
  if grep -qsxF "$(options)" "$STATE/options" && nodes_ready; then
    echo "KUBECONFIG=$STATE/kubeconfig"
    return
  fi
  down
  mkdir -p "$STATE"
  make_lan
  for n in $(seq "$NODES"); do make_node_network "$n"; done
  make_routes
  make_images
  start_control
  for n in $(seq "$NODES"); do start_node "$n"; done
  sed "s/DNS_ADDRESS/$(dns_address "$(primary)")/" "$HERE/dns.yaml" | kubectl apply -f - >/dev/null
  await 120 "all nodes are ready" nodes_ready
  [ "$WEIR" = no ] || install_weir
  await 120 "cluster DNS answers" kubectl -n kube-system rollout status deployment coredns --timeout=1s
  options >"$STATE/options"
  echo "KUBECONFIG=$STATE/kubeconfig"
}

nodes_ready() {
  [ "$(kubectl get nodes -o 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}' | grep -ow True | wc -l)" = "$NODES" ]
}

down() {
  remove_cgroups
  remove_network
  rm -rf "$STATE"
}

status() {
  recall
  options
  kubectl get nodes,pods -A -o wide
}

case $verb in
  up) up ;;
  down) down ;;
  install)
    recall
    install_weir
    kubectl -n kube-system rollout restart daemonset weir
    kubectl -n kube-system rollout status daemonset weir --timeout=120s
    ;;
  status) status ;;
  *) usage >&2; exit 2 ;;
esac
