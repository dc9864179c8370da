# shellcheck shell=bash
# The control plane of the cluster: weir-kube and the scheduler in the namespace of the bridge.

start_control() {
  mkdir -p "$STATE/control"
  make_cgroups control
  (
    join_cgroups control
    exec setsid nsenter --net="/run/netns/$LAN" unshare --mount --pid --fork --kill-child --mount-proc --cgroup \
      "$HERE/control-init.sh"
  ) >"$STATE/control/log" 2>&1 </dev/null &
  await 120 "the API server is ready" kubectl get --raw /readyz
  start_entrance
}

# Plain kubectl on the machine: a port of its loopback leads to the API server.
start_entrance() {
  local target=TCP
  [ "$(primary)" = 4 ] || target=TCP6
  (
    join_cgroups control
    exec setsid socat -d -d TCP-LISTEN:0,bind=127.0.0.1,fork,reuseaddr \
      EXEC:"nsenter --net=/run/netns/$LAN socat STDIO $target\:$(in_url "$(lan_address "$(primary)" 1)" | sed 's/:/\\:/g')\:6443"
  ) >"$STATE/control/entrance.log" 2>&1 </dev/null &
  await 10 "the port for kubectl is open" entrance_port
  sed "s#server: .*#server: https://127.0.0.1:$(entrance_port)#" "$STATE/control/kubeconfig" >"$STATE/kubeconfig"
  chmod 600 "$STATE/kubeconfig"
}

entrance_port() { sed -n 's/.* listening on .*127\.0\.0\.1:\([0-9]*\).*/\1/p' "$STATE/control/entrance.log" | grep .; }

# An address as it stands in a URL.
in_url() { case $1 in *:*) echo "[$1]" ;; *) echo "$1" ;; esac; }
