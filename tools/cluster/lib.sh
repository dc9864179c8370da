# shellcheck shell=bash
# Names, addresses and small helpers of the cluster; sourced by the other scripts.

NAME=${NAME:-default}
STATE=/var/lib/weir/cluster/$NAME
SPACE=weir-cluster-$NAME # begins the name of every namespace and cgroup of this cluster
LAN=$SPACE-lan           # where the control plane runs and the nodes' bridge is

say() { echo "cluster: $*" >&2; }
die() { say "$*"; exit 1; }

# The families of this cluster, the primary one first.
families() {
  case $FAMILY in
    ipv4) echo 4 ;;
    ipv6) echo 6 ;;
    dual) echo 4 6 ;;
    *) die "family $FAMILY is not known: ipv4, ipv6 or dual" ;;
  esac
}

# Machine 1 is the control plane, node N is machine 10+N.
lan_address() { if [ "$1" = 4 ]; then echo "172.31.0.$2"; else echo "fd00:172:31::$2"; fi; }
lan_length() { if [ "$1" = 4 ]; then echo 24; else echo 64; fi; }
pod_prefix() { if [ "$1" = 4 ]; then echo "10.244.$2.0/24"; else echo "fd00:10:244:$2::/64"; fi; }
all_pods() { if [ "$1" = 4 ]; then echo 10.244.0.0/16; else echo fd00:10:244::/48; fi; }
service_range() { if [ "$1" = 4 ]; then echo 10.96.0.0/16; else echo fd00:10:96::/112; fi; }
dns_address() { if [ "$1" = 4 ]; then echo 10.96.0.10; else echo fd00:10:96::a; fi; }

# each FUNCTION ARGUMENTS...: what it says for each family, joined by commas.
each() {
  local function=$1 family all=""
  shift
  for family in $(families); do all=$all,$("$function" "$family" "$@"); done
  echo "${all#,}"
}

primary() { families | cut -d' ' -f1; }

node_names() { seq -f 'node%g' "$NODES"; }

# await SECONDS WHAT COMMAND...: until the command succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || die "$what: not within the time; see $STATE/*/log"
    sleep 0.5
  done
}

kubectl() { nsenter --net="/run/netns/$LAN" "$PROGRAMS/kubectl" --kubeconfig "$STATE/control/kubeconfig" "$@"; }

# The cluster that runs, for the verbs that do not take its options.
recall() {
  [ -e "$STATE/options" ] || die "no cluster $NAME is up"
  # shellcheck source=/dev/null
  . "$STATE/options"
}
