#!/bin/sh
# The Debian package: what is in it, what it depends on, and its life in a chroot made for it:
# installed, asked, Exim replaced above it, removed, purged. SUITE is the release (bookworm); of another
# one than the machine's, the package is built there, too, in a chroot of its own. Needs root, debhelper,
# lintian, mmdebstrap and a mirror; the chroot stays in build/chroot as a tarball.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
for tool in dh lintian mmdebstrap; do
	command -v $tool >/dev/null || cannot "$tool is not installed"
done
[ "$(id -u)" -eq 0 ] || cannot "must be root, for a chroot"

suite=${SUITE:-bookworm}
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

# new_root DIR: DIR with a fresh Debian of the suite in it.
new_root() {
	base=build/chroot/$suite.tar
	mkdir -p build/chroot
	[ -e "$base" ] || mmdebstrap -q --variant=apt --include=exim4-daemon-heavy "$suite" "$base.new.tar" >"$tmp/out" 2>&1 &&
		mv "$base.new.tar" "$base" 2>/dev/null
	[ -e "$base" ] || { show; cannot "no chroot of $suite can be made from here"; }
	mkdir "$1" && tar -x -C "$1" -f "$base" --exclude './dev/*' || exit 1
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d" && chmod 755 "$1/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$1/etc/resolv.conf"
}

# builder COMMAND...: where the package is built, in the top folder of the project.
if [ "$suite" = "$(. /etc/os-release && echo "$VERSION_CODENAME")" ]; then
	debs=build/deb
	builder() { env DEBFULLNAME=Packager DEBEMAIL=packager@example.org MAKEFLAGS='' "$@" >"$tmp/out" 2>&1; }
else
	root=$tmp/builder
	debs=$root/joejob/build/deb
	new_root "$root"
	mkdir "$root/joejob" && sh packaging/files.sh | tar -c -T - | tar -x -C "$root/joejob"
	builder() {
		in_root env DEBFULLNAME=Packager DEBEMAIL=packager@example.org sh -c 'cd joejob && exec "$@"' sh "$@"
	}
	builder sh tests/tools/deps.sh deb && in_root apt-get -q install -y --no-install-recommends lintian
	ok $? "the build's packages in a chroot of $suite" || show
fi
builder make -s deb
ok $? "make deb on $suite" || { show; done_testing; exit 1; }
deb=$(ls "$debs"/joejob_*.deb)

builder sh -c 'lintian --allow-root --fail-on warning build/deb/joejob_*.changes'
ok $? "lintian is content" || show
builder exim4-localscan-plugin-config --localscan-apiversion
api=$(cat "$tmp/out")
dpkg-deb -f "$deb" Depends | grep -q "exim4-localscanapi-$api\(,\|\$\)"
ok $? "it depends on the interface that the module was made for, $api"
# What is linked against stands in deps.sh and in the package's sources.
sed -n '/^build="/,/"$/p' tests/tools/deps.sh | tr ' "' '\n\n' | grep -E -- '-dev$' | grep -v '^libc6-' | sort >"$tmp/deps"
sed -n '/^Build-Depends/,/^[^ B]/p' packaging/debian/control.in | tr ' ,' '\n\n' | grep -E -- '-dev$' | sort >"$tmp/out"
diff "$tmp/deps" "$tmp/out" >"$tmp/diff"
ok $? "its build dependencies are those of make build-deps" || sed 's/^/# /' "$tmp/diff"

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

cp "$deb" "$tmp/joejob.deb"
root=$tmp/root
rm -rf --one-file-system "$tmp/builder"
new_root "$root"
deb=$tmp/joejob.deb
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
! grep -rnE --include='*.md' --include='*.yaml' --include='*.cron' '(^|[^[:alnum:]_/-])aclgen($|[^[:alnum:]_/-])' \
	"$root/usr/share/doc/joejob/examples" >"$tmp/out"
ok $? "... which is what the examples call it" || show
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

dpkg-deb -x "$deb" "$tmp/files"
cp "$root/etc/exim4/exim4.conf.template" "$tmp/template"
# goes LINE RE: the package is removed while Exim's configuration begins with LINE, which is said as RE.
goes() {
	{ printf '%s\n' "$1"; cat "$tmp/template"; } >"$root/etc/exim4/exim4.conf.template"
	in_root update-exim4.conf
	in_root dpkg -i /joejob.deb && in_root dpkg --remove joejob
	ok $? "removes" || show
	grep "WARNING:" "$tmp/out" | grep -q "$2"
	ok $? "... and says: $2" || show
}
goes "local_scan_path = /usr/lib/exim4/local_scan.so" "451 to ALL MAIL"
goes 'smtp_banner = ${dlfunc{/usr/lib/exim4/local_scan.so}{joejob}}' "no bounce is judged"
cp "$tmp/template" "$root/etc/exim4/exim4.conf.template"
in_root update-exim4.conf
in_root dpkg -i /joejob.deb && in_root dpkg --remove joejob && ! grep -q WARNING "$tmp/out"
ok $? "removes, where nothing calls the module, and says nothing" || show
in_root dpkg --purge joejob
ok $? "purges" || show
rm "$root/joejob.deb"
(cd "$root" && find . -xdev \( -iname '*joejob*' -o -name '*aclgen*' -o -name '*joescan*' -o -name local_scan.so \)) >"$tmp/out"
[ ! -s "$tmp/out" ]
ok $? "... and leaves nothing" || show
configuration | cmp -s - "$tmp/before"
ok $? "... and Exim's configuration is as it was"
done_testing
