#!/bin/sh
# The Debian package: what is in it, what it depends on, and its life in a chroot of Debian 12 made
# for it: installed, asked, Exim replaced above it, removed, purged. Needs root, debhelper, lintian, mmdebstrap and a
# mirror; the chroot stays in build/chroot as a tarball.
cd "$(dirname "$0")/../.." || exit 1
n=0
ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
	return "$1"
}
cannot() {
	[ -z "${JJ_NO_SKIP:-}" ] || { printf 'not ok 1 - %s\n1..1\n' "$1"; exit 1; }
	echo "1..0 # SKIP $1"
	exit 0
}
for tool in dh lintian mmdebstrap; do
	command -v $tool >/dev/null || cannot "$tool is not installed"
done
[ "$(id -u)" -eq 0 ] || cannot "must be root, for a chroot"

tmp=$(mktemp -d) || exit 1
root=$tmp/root
trap 'rm -rf --one-file-system "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
show() { sed 's/^/# /' "$tmp/out" | tail -n 20; }

# in_root COMMAND...: no daemon starts, and what was started ends with it. The root is a mount of its
# own, or the sandbox of aclgen check could make no mounts in it.
in_root() {
	unshare --mount --pid --fork sh -c '
		mount --bind "$0" "$0" && mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" &&
		exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"' \
		"$root" "$@" >"$tmp/out" 2>&1 </dev/null
}

export DEBFULLNAME="Packager" DEBEMAIL=packager@example.org
MAKEFLAGS='' make -s deb >"$tmp/out" 2>&1
ok $? "make deb" || { show; echo "1..$n"; exit 1; }
deb=$(ls build/deb/joejob_*.deb)

lintian --allow-root --fail-on warning build/deb/joejob_*.changes >"$tmp/out" 2>&1
ok $? "lintian is content" || show
api=$(exim4-localscan-plugin-config --localscan-apiversion)
dpkg-deb -f "$deb" Depends | grep -q "exim4-localscanapi-$api\(,\|\$\)"
ok $? "it depends on the interface that the module was made for, $api"
# What is linked against stands in deps.sh and in the package's sources.
tr ' ,\n' '\n\n\n' <tests/tools/deps.sh | grep -E '^("?lib.*|nettle|uthash|exim4|zlib1g)-dev$' |
	grep -vE 'libc6-|jansson|criterion' | sort >"$tmp/deps"
sed -n '/^Build-Depends/,/^[^ B]/p' packaging/debian/control.in | tr ' ,' '\n\n' | grep -E -- '-dev$' | sort >"$tmp/out"
diff "$tmp/deps" "$tmp/out" >"$tmp/diff"
ok $? "its build dependencies are those of make deps" || sed 's/^/# /' "$tmp/diff"

# The same files as make install, under the other name.
MAKEFLAGS='' make -s install DESTDIR="$tmp/dest" ACLGEN=exim-aclgen >"$tmp/out" 2>&1
(cd "$tmp/dest" && find . -type f) | sed 's/\.gz$//' | sort >"$tmp/want"
dpkg-deb -c "$deb" | awk '$1 ~ /^-/ {print $6}' | sed 's/\.gz$//' |
	grep -vE 'doc/joejob/(copyright|changelog)$|/share/lintian/|/lib/joejob/module-check$' | sort >"$tmp/got"
# debhelper moves the units.
sed -i 's,^\./usr/lib/systemd,./lib/systemd,' "$tmp/want" "$tmp/got"
sort -u -o "$tmp/want" "$tmp/want"
sort -u -o "$tmp/got" "$tmp/got"
diff "$tmp/want" "$tmp/got" >"$tmp/diff"
ok $? "it holds what make install installs" || sed 's/^/# /' "$tmp/diff"

mkdir -p build/chroot
base=build/chroot/bookworm.tar
[ -e $base ] || mmdebstrap -q --variant=apt --include=exim4-daemon-heavy bookworm $base.tmp >"$tmp/out" 2>&1 &&
	mv $base.tmp $base 2>/dev/null
[ -e $base ] || { show; cannot "no chroot of bookworm can be made from here"; }
mkdir "$root" && tar -x -C "$root" -f $base --exclude './dev/*' || exit 1
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$deb" "$root/joejob.deb"
in_root sh -c 'apt-get -q update && apt-get -q install -y --no-install-recommends exim4-daemon-heavy'
ok $? "Exim in a chroot" || show
configuration() {
	(cd "$root" && find etc/exim4 var/lib/exim4 -type f -exec sha256sum {} + | sort)
}
configuration >"$tmp/before"

in_root apt-get -q install -y --no-install-recommends /joejob.deb
ok $? "installs" || show
! grep -q WARNING "$tmp/out"
ok $? "... and Exim loads the module" || show
configuration | cmp -s - "$tmp/before"
ok $? "... and Exim's configuration is as it was"
in_root sh -c 'exim-aclgen --version && joescan --version && ! command -v aclgen'
ok $? "... the programs run, the generator as exim-aclgen" || show
policy=$(cd "$root" && find usr/share/doc/joejob/examples -name university.yaml -o -path '*university/policy.yaml' | head -n 1)
in_root exim-aclgen check "/$policy"
ok $? "... and exim-aclgen check proves the example with Exim and the installed module" || show

echo "no module" >"$root/usr/lib/exim4/local_scan.so"
in_root apt-get -q install -y --reinstall exim4-daemon-heavy
ok $? "Exim is replaced above a module that does not load: dpkg goes on" || show
grep -q 'WARNING: .* does not take /usr/lib/exim4/local_scan.so' "$tmp/out"
ok $? "... and it is said loudly" || show
in_root dpkg -i /joejob.deb
ok $? "installs again" || show
in_root apt-get -q install -y --reinstall exim4-daemon-heavy
! grep -q WARNING "$tmp/out"
ok $? "Exim is replaced above a module that loads: nothing is said" || show

cp "$root/etc/exim4/exim4.conf.template" "$tmp/template"
sed -i '1i local_scan_path = /usr/lib/exim4/local_scan.so' "$root/etc/exim4/exim4.conf.template"
in_root update-exim4.conf
dpkg-deb -x "$deb" "$tmp/files"
in_root dpkg --remove joejob
ok $? "removes" || show
grep -q 'WARNING: .*451 to ALL MAIL' "$tmp/out"
ok $? "... and says that the configuration still names the module" || show
in_root dpkg --purge joejob
ok $? "purges" || show
cp "$tmp/template" "$root/etc/exim4/exim4.conf.template"
in_root update-exim4.conf
rm "$root/joejob.deb"
(cd "$root" && find . -xdev \( -iname '*joejob*' -o -name '*aclgen*' -o -name '*joescan*' -o -name local_scan.so \)) >"$tmp/out"
[ ! -s "$tmp/out" ]
ok $? "... and leaves nothing" || show
configuration | cmp -s - "$tmp/before"
ok $? "... and Exim's configuration is as it was"
echo "1..$n"
