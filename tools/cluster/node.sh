# shellcheck shell=bash
# A node: namespaces and cgroups of its own, and in them a real kubelet with a real containerd.

start_node() {
  local n=$1 node=node$1
  mkdir -p "$STATE/$node"
  make_cgroups "$node"
  node_object "$n" | kubectl apply -f - >/dev/null
  node_files "$n"
  (
    join_cgroups "$node"
    exec setsid nsenter --net="/run/netns/$SPACE-$node" \
      unshare --mount --pid --fork --kill-child --uts --ipc --cgroup "$HERE/node-init.sh" "$n"
  ) >"$STATE/$node/log" 2>&1 </dev/null &
  echo $! >"$STATE/$node/pid"
}

# The kubelet finds its Node and keeps what we say of it: prefixes of pods and a zone.
node_object() {
  local n=$1 zone
  zone=$(printf 'abc' | cut -c"$(((n - 1) % 3 + 1))")
  cat <<END
apiVersion: v1
kind: Node
metadata:
  name: node$n
  labels:
    kubernetes.io/hostname: node$n
    kubernetes.io/os: linux
    topology.kubernetes.io/region: here
    topology.kubernetes.io/zone: $zone
spec:
  podCIDR: $(each pod_prefix "$n" | cut -d, -f1)
  podCIDRs: [$(each pod_prefix "$n" | sed 's/[^,]*/"&"/g')]
END
}

# What the node's programs read, in its directory.
node_files() {
  local directory=$STATE/node$1
  containerd_file "$directory" >"$directory/containerd.toml"
  kubelet_file "$directory" >"$directory/kubelet.yaml"
  proxy_file >"$directory/proxy.yaml"
  mkdir -p "$directory/cni"
  cni_file "$1" >"$directory/cni/10-pods.conflist"
  : >"$directory/resolv.conf"
}

containerd_file() {
  cat <<END
version = 3
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.erofs", "io.containerd.nri.v1.nri"]

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "$(image_names pause)"

[plugins.'io.containerd.cri.v1.runtime']
# Less than our own score may not be asked for without CAP_SYS_RESOURCE.
restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ["/usr/lib/cni"]
conf_dir = "$1/cni"

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
END
}

# cgroupsPerQOS and the like are off: the node is a guest on this machine and manages no more than its containers.
kubelet_file() {
  cat <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: false}
  x509: {clientCAFile: $STATE/control/ca.crt}
authorization: {mode: AlwaysAllow}
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: [none]
failCgroupV1: false
failSwapOn: false
localStorageCapacityIsolation: false
evictionHard: {memory.available: 100Mi}
imageGCHighThresholdPercent: 100
maxOpenFiles: $(ulimit -Hn)
oomScoreAdj: 0
clusterDomain: cluster.local
clusterDNS: [$(each dns_address | sed 's/[^,]*/"&"/g')]
resolvConf: $1/resolv.conf
syncFrequency: 10s
END
}

# Its conntrack settings are off: they are the whole machine's.
proxy_file() {
  cat <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: $PROXY
clusterCIDR: $(each all_pods)
clientConnection: {kubeconfig: $STATE/control/kubeconfig}
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
}

cni_file() {
  local ranges="" routes="" family
  for family in $(families); do
    ranges=$ranges,'[{"subnet": "'$(pod_prefix "$family" "$1")'"}]'
    routes=$routes,'{"dst": "'$(if [ "$family" = 4 ]; then echo 0.0.0.0/0; else echo ::/0; fi)'"}'
  done
  cat <<END
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "$CNI", "mtu": 1500, "ipMasq": false$([ "$CNI" != bridge ] || echo ', "isGateway": true, "hairpinMode": true'),
   "ipam": {"type": "host-local", "dataDir": "/run/cni", "ranges": [${ranges#,}], "routes": [${routes#,}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}
]}
END
}

# in_node NODE COMMAND...: as if it had been started on the node.
in_node() {
  local node=$1
  shift
  (
    join_cgroups "$node"
    exec nsenter --target "$(node_pid "$node")" --mount --net --pid --uts --ipc --cgroup "$@"
  )
}

# The node's first process, as this machine counts.
node_pid() { pgrep -P "$(cat "$STATE/$1/pid")"; }
