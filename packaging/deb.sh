#!/bin/sh
# deb.sh VERSION - the Debian package, built in build/deb from a copy of the tree. Who builds it is its
# maintainer, by DEBFULLNAME and DEBEMAIL.
set -eu
version=$1
top=$PWD
tree=$top/build/deb/joejob-$version

command -v dpkg-checkbuilddeps >/dev/null && command -v dh >/dev/null || {
	echo "deb: needs build-essential and debhelper: sudo make deb-deps" >&2
	exit 1
}
rm -rf "$top/build/deb"
mkdir -p "$tree"
sh packaging/files.sh | tar -c -T - | tar -x -C "$tree"
cp -R packaging/debian "$tree/debian"
# The version stands in GNUmakefile alone.
if date=$(git log -1 --format=%cD 2>/dev/null); then :; else date=$(date -R -r GNUmakefile); fi
who="${DEBFULLNAME:-$(id -un)} <${DEBEMAIL:-$(id -un)@$(hostname -f 2>/dev/null || hostname)}>"
for f in changelog control; do
	sed "s/@VERSION@/$version/; s/@DATE@/$date/; s/@MAINTAINER@/$who/" \
		"packaging/debian/$f.in" >"$tree/debian/$f"
	rm "$tree/debian/$f.in"
done
cd "$tree"
dpkg-checkbuilddeps || {
	echo "deb: packages are missing: sudo make deb-deps" >&2
	exit 1
}
if ! MAKEFLAGS='' MAKELEVEL='' dpkg-buildpackage -b -us -uc >../log 2>&1; then
	tail -n 30 ../log >&2
	echo "deb: failed, see build/deb/log" >&2
	exit 1
fi
ls "$top"/build/deb/joejob_*.deb | sed "s,^$top/,,"
