#!/bin/bash
# The first process of a node, in namespaces of its own: mounts what a machine has, then runs containerd and the
# kubelet, and kube-proxy where it is asked for. Everything on the node ends with it.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

n=$1
node=node$n
here=$STATE/$node

mount_machine() {
  mount --make-rprivate /
  mount --make-rshared /
  local -a controllers
  mapfile -t controllers < <(findmnt -rn -t cgroup -o TARGET | sed 's#.*/##')
  mount -t proc proc /proc
  umount --recursive --lazy /sys # runc would read of the machine's cgroups below ours
  mount -t sysfs sysfs /sys
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  local name
  for name in "${controllers[@]}"; do
    mkdir "/sys/fs/cgroup/$name"
    mount -t cgroup -o "${name/systemd/name=systemd}" cgroup "/sys/fs/cgroup/$name"
  done
  mkdir /sys/fs/cgroup/unified
  mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
  mount -t bpf -o mode=700 bpf /sys/fs/bpf
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p "$here"/var/{lib,log,tmp,cache} "$here$STATE"
  ln -sfn /run "$here/var/run"
  chmod 1777 "$here/var/tmp"
  mount --bind "$STATE" "$here$STATE" # lies below /var itself
  mount --rbind "$here/var" /var
}

# The kubelet insists on some settings of the whole machine: it finds them in files that lie over the real ones.
hide_settings() {
  local setting name value
  mkdir -p "$here/sysctl"
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    name=${setting%=*} value=${setting#*=}
    echo "$value" >"$here/sysctl/${name//\//.}"
    mount --bind "$here/sysctl/${name//\//.}" "/proc/sys/$name"
  done
}

run() {
  local name=$1
  shift
  "$@" >>"$here/$name.log" 2>&1 &
}

hostname "$node"
mount_machine
hide_settings
export PATH=$PROGRAMS:/usr/sbin:/usr/bin:/sbin:/bin
run containerd containerd --config "$here/containerd.toml"
await 60 "containerd is ready" ctr version
for image in pause coredns regression-issue-74839 agnhost; do
  ctr -n k8s.io images import "$PROGRAMS/images/$image.tar" >/dev/null
done
[ "$PROXY" = none ] || run proxy "$WEIR_KUBE" proxy --config="$here/proxy.yaml" --hostname-override="$node"
run kubelet kubelet --config="$here/kubelet.yaml" --kubeconfig="$STATE/control/kubeconfig" \
  --hostname-override="$node" --node-ip="$(each lan_address $((10 + n)))" --cert-dir="$here/pki"
wait -n
