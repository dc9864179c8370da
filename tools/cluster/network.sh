# shellcheck shell=bash
# The cluster's network: a namespace with a bridge, which is also where the control plane runs, and one
# namespace per node. Nothing of it is in the machine's own namespace.

# Packets between nodes may be longer than those of pods: room for tunnels.
readonly LAN_MTU=1600

make_lan() {
  local family
  new_space "$LAN"
  ip -n "$LAN" link add lan0 type bridge
  ip -n "$LAN" link set lan0 mtu $LAN_MTU up
  for family in $(families); do
    add_address "$LAN" lan0 "$family" 1
  done
}

add_address() {
  local nodad=nodad
  [ "$3" = 6 ] || nodad=""
  ip -n "$1" address add "$(lan_address "$3" "$4")/$(lan_length "$3")" dev "$2" $nodad
}

# A network namespace that forwards.
new_space() {
  ip netns add "$1"
  ip -n "$1" link set lo up
  ip netns exec "$1" sh -c '
    echo 1 >/proc/sys/net/ipv4/ip_forward
    echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
}

# Node number N: its cable to the bridge, its default route, and the routes of all others to its pods.
make_node_network() {
  local n=$1 space=$SPACE-node$1 family gateway
  new_space "$space"
  ip -n "$LAN" link add "node$n" mtu $LAN_MTU type veth peer name eth0 netns "$space" mtu $LAN_MTU
  ip -n "$LAN" link set "node$n" master lan0 up
  ip -n "$space" link set eth0 up
  for family in $(families); do
    gateway=$(lan_address "$family" 1)
    add_address "$space" eth0 "$family" $((10 + n))
    ip -n "$space" "-$family" route add default via "$gateway"
    ip -n "$LAN" "-$family" route add "$(pod_prefix "$family" "$n")" via "$(lan_address "$family" $((10 + n)))"
  done
  [ "$CNI" != bridge ] || filter_bridges "$space"
}

# Nodes know each other's pods by routes, as kindnet sets them.
make_routes() {
  local here there family
  for here in $(seq "$NODES"); do
    for there in $(seq "$NODES"); do
      [ "$here" != "$there" ] || continue
      for family in $(families); do
        ip -n "$SPACE-node$here" "-$family" route add "$(pod_prefix "$family" "$there")" \
          via "$(lan_address "$family" $((10 + there)))"
      done
    done
  done
}

# Where pods share a bridge, netfilter must see their packets for kube-proxy to translate them.
filter_bridges() {
  # shellcheck disable=SC2016
  ip netns exec "$1" sh -c 'for file in /proc/sys/net/bridge/bridge-nf-call-ip*tables; do
    [ ! -e "$file" ] || echo 1 >"$file"; done'
}

remove_network() {
  local space
  for space in $(ip netns list | cut -d' ' -f1); do
    case $space in "$SPACE"-lan | "$SPACE"-node[0-9]*) ip netns delete "$space" ;; esac
  done
}
