# shellcheck shell=bash
# Images made from nothing: what was built, and a few programs of this machine with their libraries.

# The names by which upstream's tests, and we, call an image, one a line.
image_names() {
  case $1 in
    agnhost | pause | regression-*) "$PROGRAMS/e2e.test" -image-names | sed -n "s/^$1 //p" ;;
    *) echo "localhost/$1:cluster" ;;
  esac
}

# They are kept beside the programs that they are made of.
make_images() {
  local root=$PROGRAMS/images/root
  [ ! -e "$PROGRAMS/images/agnhost.tar" ] || return 0
  mkdir -p "$root"
  cp "$PROGRAMS/pause" "$root/"
  pack pause '["/pause"]'
  cp "$PROGRAMS/coredns" "$root/"
  pack coredns '["/coredns"]'
  cp "$PROGRAMS/regression-issue-74839" "$root/"
  pack regression-issue-74839 '["/regression-issue-74839"]'
  agnhost_root "$root"
  pack agnhost '["/agnhost"]' '["pause"]'
}

# Tests run a shell, curl, nc and the like in agnhost's containers.
agnhost_root() {
  local root=$1 program
  mkdir -p "$root"/{bin,etc,tmp,uploads,usr/bin}
  chmod 1777 "$root/tmp" "$root/uploads"
  cp "$PROGRAMS/agnhost" "$root/"
  ln -s agnhost "$root/agnhost-2"
  for program in $(busybox --list | grep -vx busybox); do ln -sf /usr/bin/busybox "$root/bin/$program"; done
  for program in busybox dash bash wget curl nc.openbsd ip ss conntrack; do copy_program "$root" "$program"; done
  mv "$root/usr/bin/nc.openbsd" "$root/usr/bin/nc"
  ln -sf /usr/bin/dash "$root/bin/sh" # a shell of busybox takes its own nc before the one in PATH
  echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
}

# A program of this machine goes before busybox's.
copy_program() {
  cp -L "$(command -v "$2")" "$1/usr/bin/$2"
  copy_libraries "$1" "$1/usr/bin/$2"
}

# What FILES are linked with, at the places where they look for it.
copy_libraries() {
  local root=$1 library
  shift
  ldd "$@" | grep -o '\s/[^ ]*' | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -Lu "$library" "$root$library"
  done
}

# pack IMAGE ENTRYPOINT [ARGUMENTS]: makes images/IMAGE.tar, as "image save" would, of images/root, and empties that.
pack() {
  local image=$1 entrypoint=$2 arguments=${3:-null} work=$PROGRAMS/images/work layer tags
  mkdir -p "$work"
  tar -C "$PROGRAMS/images/root" --owner=0 --group=0 --numeric-owner -cf "$work/layer.tar" .
  layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  cat >"$work/config.json" <<END
{"architecture": "$(dpkg --print-architecture)", "os": "linux",
 "config": {"Entrypoint": $entrypoint, "Cmd": $arguments, "Env": ["PATH=/opt/weir/bin:/usr/bin:/bin:/", "WEIR_JAVA_HOME=/opt/java"]},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$layer"]}}
END
  tags=$(image_names "$image" | sed 's/.*/"&"/' | paste -sd,)
  echo '[{"Config": "config.json", "RepoTags": ['"$tags"'], "Layers": ["layer.tar"]}]' \
    >"$work/manifest.json"
  tar -C "$work" -cf "$PROGRAMS/images/$image.tar" manifest.json config.json layer.tar
  rm -rf "$work" "$PROGRAMS/images/root"
  mkdir "$PROGRAMS/images/root"
}
