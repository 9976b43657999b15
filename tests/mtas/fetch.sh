#!/bin/sh
# fetch - Debian's other mail servers, unpacked into build/mtas and never installed: they would take the
# place of Exim. What is there is left alone; what cannot be had is said, and its test is skipped.
cd "$(dirname "$0")/../.." || exit 1
to=build/mtas
mkdir -p $to/debs

# fetch NAME PACKAGE...: of this machine's own release, so that its libraries fit
fetch()
{
	name=$1
	shift
	[ ! -e "$to/$name.version" ] || return 0
	if ! (cd $to/debs && apt-get -q -o APT::Sandbox::User=root download "$@") >$to/log 2>&1; then
		echo "$name cannot be had: $(tail -n 1 $to/log)" >&2
		return 0
	fi
	rm -rf "${to:?}/$name"
	mkdir -p "$to/$name"
	for package; do
		# /lib is a link to /usr/lib.
		dpkg-deb --fsys-tarfile $to/debs/"${package}"_*.deb |
			tar -x -C "$to/$name" --transform 's,^\./lib/,./usr/lib/,;s,^\./sbin/,./usr/sbin/,' || exit 1
	done
	rmdir "$to/$name/lib" "$to/$name/sbin" 2>/dev/null
	dpkg-deb -f $to/debs/"$1"_*.deb Version >"$to/$name.version"
}

fetch postfix postfix
fetch opensmtpd opensmtpd
fetch sendmail sendmail-bin sendmail-base sendmail-cf libwrap0 m4 libsigsegv2
