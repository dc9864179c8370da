#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile.sh SOURCES OBJECTS [INCLUDE]: compile every SOURCES/*.bpf.c to OBJECTS/NAME.bpf.o, where
# the object is older than any source or header. The same sources give the same bytes, wherever
# they lie.
set -eu
[ -d "$1" ] || exit 0
sources=$(cd "$1" && pwd)
headers=$(cd "${3:-$1}" && pwd)
mkdir -p "$2"
objects=$(cd "$2" && pwd)
script=$(cd "$(dirname "$0")" && pwd)/compile.sh
clang=${CLANG:-clang}

stop() {
	echo "cannot compile the BPF programs: $1" >&2
	echo "on Debian: apt-get install clang libbpf-dev linux-libc-dev" >&2
	exit 1
}
command -v "$clang" >/dev/null || stop "no $clang on the path"

# Debian keeps asm/ in a directory of the architecture, which -target bpf does not know.
system=/usr/include
[ -e "$system/asm/types.h" ] || system=/usr/include/$(uname -m)-linux-gnu
[ -e "$system/asm/types.h" ] || stop "no asm/types.h in /usr/include or $system"
[ -e /usr/include/bpf/bpf_helpers.h ] || stop "no /usr/include/bpf/bpf_helpers.h"

case $(uname -m) in
x86_64) arch=x86 ;;
aarch64) arch=arm64 ;;
*) arch=$(uname -m) ;;
esac

cd "$sources"
for source in *.bpf.c; do
	[ -e "$source" ] || continue
	object=$objects/${source%.c}.o
	[ -e "$object" ] && newer=$(find "$sources" "$headers" "$script" -newer "$object" \
		\( -name '*.[ch]' -o -name '*.sh' \)) || newer=all
	if [ -z "$newer" ]; then
		continue
	fi
	"$clang" -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$arch \
		-Wall -Wextra -Werror -Werror=padded \
		-ffile-prefix-map="$sources=." -ffile-prefix-map="$headers=." -fdebug-compilation-dir=. \
		-I"$headers" -isystem "$system" -c "$source" -o "$object.new" || {
		rm -f "$object.new"
		exit 1
	}
	mv "$object.new" "$object"
done
