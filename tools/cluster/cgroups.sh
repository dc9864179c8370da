# shellcheck shell=bash
# The cluster's cgroups: one child per machine below the cgroup that started it, in every hierarchy that is
# mounted. What belongs to the cluster is found, and ended, by its cgroup of version 2.

# Lines "MOUNT POINT, OWN CGROUP" of the hierarchies of version 1 and of version 2.
hierarchies() {
  local controllers path mount
  while IFS=: read -r _ controllers path; do
    case $controllers in
      "") mount=$(findmnt -rn -t cgroup2 -o TARGET | head -1) path=/ ;;
      *) mount=$(findmnt -rn -t cgroup -O "${controllers%%,*}" -o TARGET | head -1) ;;
    esac
    [ -z "$mount" ] || echo "$mount $path"
  done </proc/self/cgroup
}

cgroup2() { findmnt -rn -t cgroup2 -o TARGET | head -1; }

make_cgroups() {
  local machine=$1 mount path directory
  hierarchies | while read -r mount path; do
    directory=$mount${path%/}/$SPACE/$machine
    mkdir -p "$directory"
    echo "$directory" >>"$STATE/cgroups"
    [ ! -e "$directory/cpuset.cpus" ] || fill_cpusets "$mount" "$directory"
  done
}

# A new cpuset is empty and holds no process until it has processors and memory.
fill_cpusets() {
  local mount=$1 directory=$2 file
  [ "$directory" != "$mount" ] || return 0
  fill_cpusets "$mount" "$(dirname "$directory")"
  for file in cpuset.cpus cpuset.mems; do
    [ -n "$(cat "$directory/$file")" ] || cat "$(dirname "$directory")/$file" >"$directory/$file"
  done
}

# Puts the calling shell into the cgroups of a machine.
join_cgroups() {
  local machine=$1 directory
  while read -r directory; do
    [ "${directory##*/}" != "$machine" ] || echo "$BASHPID" >"$directory/cgroup.procs"
  done <"$STATE/cgroups"
}

# Ends every process of the cluster, also one that lost its parents, and removes the cgroups.
remove_cgroups() {
  local top directory
  top=$(cgroup2)/$SPACE
  if [ -d "$top" ]; then
    echo 1 >"$top/cgroup.kill"
    await 30 "processes of the cluster end" grep -q 'populated 0' "$top/cgroup.events"
    find "$top" -depth -type d -exec rmdir {} +
  fi
  [ -e "$STATE/cgroups" ] || return 0
  while read -r directory; do
    directory=$(dirname "$directory")
    [ ! -d "$directory" ] || find "$directory" -depth -type d -exec rmdir {} +
  done <"$STATE/cgroups"
}
