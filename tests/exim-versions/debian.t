#!/bin/sh
# The exim4-daemon-heavy of other Debian releases, unpacked beside each other and run by chroot in
# namespaces without a network, with a module made for that release: by local_scan_path and dlfunc.
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
. tests/exim-versions/converse.sh
. tests/exim-versions/debian.sh

# The release's Exim and its libraries, and what it takes to compile for it (no compiler).
unpacked()
{
	[ ! -e "$root/ready" ] || return 0
	fetch_packages "$1" exim4-daemon-heavy exim4-dev libc6-dev libpcre2-dev nettle-dev libgmp-dev || return
	rm -rf "$root"
	unpack "$root" "$apt/$1"/cache/archives/lib*.deb "$apt/$1"/cache/archives/exim4*.deb \
		"$apt/$1"/cache/archives/nettle-dev_*.deb "$apt/$1"/cache/archives/zlib1g_*.deb "$apt/$1"/cache/archives/linux-libc-dev*.deb || return
	mkdir -p "$root/dev" "$root/proc" "$root/tmp" "$root/etc" "$root/run"
	echo "root:x:0:0::/:/bin/sh
Debian-exim:x:$user::/:/bin/false" >"$root/etc/passwd"
	echo "root:x:0:
Debian-exim:x:${user#*:}:" >"$root/etc/group"
	: >"$root/ready"
}

run_exim()
{
	unshare --mount --net --pid --fork sh -c '
		mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" && exec chroot "$@"' \
		sh "$root" /usr/sbin/exim4 "$@"
}

# Nothing of this machine's own headers and libraries.
module()
{
	${CC:-cc} --sysroot="$root" -shared -fPIC -O2 -Wl,-z,now -Wall -Wextra -Werror \
		-isystem "$root/usr/include/exim4" -o "$root$place" build/local_scan.c -lpcre2-8 -lhogweed -lnettle -lgmp
}

starts()
{
	mkdir -p "$here"
	version=$(run_exim -bV -C /dev/null 2>"$here/stderr" | sed -n 's/^Exim version \([^ ]*\).*/\1/p')
	[ -n "$version" ]
}

user=100:101
place=/usr/lib/exim4/local_scan.so
local_scan_path="local_scan_path = $place"

if [ "$(id -u)" != 0 ] || ! unshare --mount --net --pid --fork true 2>/dev/null; then
	[ -z "${JJ_NO_SKIP:-}" ] || { printf 'not ok 1 - needs root and namespaces\n1..1\n'; exit 1; }
	echo "1..0 # SKIP must be root and may make namespaces: it runs other releases' Exim by chroot"
	exit 0
fi
for suite in bullseye trixie sid; do
	root=$bin/$suite
	here=$root/run/joejob
	there=/run/joejob
	unpacked "$suite" || {
		skip "exim4-daemon-heavy of $suite" "its packages cannot be had from this machine's mirror"
		continue
	}
	starts || {
		skip "exim4-daemon-heavy of $suite" "it does not run here: $(head -n 1 "$here/stderr")"
		continue
	}
	name="$suite's Exim $version"
	mkdir -p "$root/usr/lib/exim4"
	ok "$name: a module made with its headers" module
	minor=${version#4.}
	minor=${minor%%[!0-9]*}
	if [ "$minor" -ge 97 ]; then id_length=23; else id_length=16; fi
	both_doors "$name" "$place"
	# Same number of the interface, other place of the body in the spool: an upgraded Exim may
	# meet the module of the one before.
	if [ "$suite" = trixie ] && [ "$(system_suite)" = bookworm ] && [ -e build/local_scan.so ]; then
		cp build/local_scan.so "$root$place"
		both_doors "$name with the module of bookworm" "$place"
	fi
done
done_testing
