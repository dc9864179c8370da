# shellcheck shell=bash
# Weir on the cluster: its image from the build tree, and the chart.

# The agent's image holds the build tree, a Java runtime of the modules that it uses, libbpf, and a shell for people.
weir_image() {
  local tree=$HERE/../.. root=$PROGRAMS/images/root weir=$PROGRAMS/images/root/opt/weir module jar
  [ -e "$tree/sandbox/target/classpath.txt" ] || die "Weir is not built: run \`make build\`"
  rm -rf "$root"
  mkdir -p "$root"/{bin,etc,tmp,usr/bin} "$weir"/{bin,lib,sandbox/target}
  for module in values service policy dataplane-bpf agent sandbox; do
    mkdir -p "$weir/$module/target"
    cp -r "$tree/$module/target/classes" "$weir/$module/target/"
  done
  for jar in $(tr : ' ' <"$tree/sandbox/target/classpath.txt"); do
    cp "$jar" "$weir/lib/"
    echo "/opt/weir/lib/${jar##*/}"
  done | paste -sd: >"$weir/sandbox/target/classpath.txt"
  cp "$tree/bin/weir" "$weir/bin/"
  java_runtime "$root"
  copy_libbpf "$root"
  copy_program "$root" busybox
  for program in sh readlink dirname cat ls; do ln -s /usr/bin/busybox "$root/bin/$program"; done
  pack weir '["/opt/weir/bin/weir"]'
}

# Linking takes ten seconds: once for each JDK.
java_runtime() {
  local root=$1 jdk runtime
  jdk=$("$HERE/../../scripts/java-home")
  runtime=$PROGRAMS/java-$(sha256sum <"$jdk/release" | cut -c1-16)
  [ -d "$runtime" ] || "$jdk/bin/jlink" --strip-debug --no-header-files --no-man-pages --output "$runtime" \
    --add-modules java.naming,java.net.http,java.sql,jdk.jfr,jdk.management,jdk.unsupported
  cp -r "$runtime" "$root/opt/java"
  copy_libraries "$root" "$runtime/bin/java" "$runtime/lib/server/libjvm.so" "$runtime"/lib/lib{net,nio}.so
}

copy_libbpf() {
  local root=$1 library
  library=$(/sbin/ldconfig -p | sed -n 's/.*libbpf\.so\.1 .*=> //p' | head -1)
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
  copy_libraries "$root" "$library"
}

install_weir() {
  local node
  weir_image
  for node in $(node_names); do
    in_node "$node" "$PROGRAMS/ctr" -n k8s.io images import "$PROGRAMS/images/weir.tar" >/dev/null
  done
  helm upgrade --install weir "$HERE/../../helm/weir" --namespace kube-system \
    --set image.repository=localhost/weir --set image.tag=cluster --set hostPaths.cgroup=/sys/fs/cgroup/unified \
    --set security.profile=full --set "apiServer.endpoints[0]=https://$(in_url "$(lan_address "$(primary)" 1)"):6443"
  kubectl -n kube-system rollout status daemonset weir --timeout=120s
}

helm() { nsenter --net="/run/netns/$LAN" "$PROGRAMS/helm" --kubeconfig "$STATE/control/kubeconfig" "$@"; }
